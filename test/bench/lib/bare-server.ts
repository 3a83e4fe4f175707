import fastify from 'fastify';

/* A process of its own: Fastify with nothing on it, that answers each path with the bytes that it was sent for it. */

const server = fastify();
process.on('message', async (bodies: Record<string, string>) => {
  for (const [path, body] of Object.entries(bodies))
    server.get(path, (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  process.send!(await server.listen({ host: '127.0.0.1', port: 0 }));
});
