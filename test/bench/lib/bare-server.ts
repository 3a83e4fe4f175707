import fastify from 'fastify';

/* A bare Fastify in its own process: answers each path with the bytes given for it, or with 304. */

const server = fastify();
process.once('message', (bodies: Record<string, string>) => void serve(bodies));

async function serve(bodies: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, body] of Object.entries(bodies))
    if (body === '') server.get(path, (_request, reply) => reply.code(304).send());
    else server.get(path, (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  process.send!(await server.listen({ host: '127.0.0.1', port: 0 }));
}
