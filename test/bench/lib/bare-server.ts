import fastify from 'fastify';

/* A process of its own: Fastify with nothing on it, that answers each path with the bytes that it was sent for it, or, where there are none, that nothing has changed. */

const server = fastify();
process.once('message', (bodies: Record<string, string>) => void serve(bodies));

async function serve(bodies: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, body] of Object.entries(bodies))
    if (body === '') server.get(path, (_request, reply) => reply.code(304).send());
    else server.get(path, (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  process.send!(await server.listen({ host: '127.0.0.1', port: 0 }));
}
