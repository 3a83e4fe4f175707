import type { Socket } from 'node:net';
import type { Server } from './server-types.ts';

/** Time for running requests when the server stops. */
const GRACE_MS = 5_000;

/**
 * Stops a server when it has answered its running requests. Node alone would also wait for unused connections, which
 * browsers and clients open in advance, and for connections kept alive after the last answer.
 */
export function stopPromptly(server: Server): void {
  const unused = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  let isStopping = false;
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) reply.header('connection', 'close');
    done();
  });
  server.addHook('preClose', async () => {
    isStopping = true;
    for (const socket of unused) socket.destroy();
    setTimeout(() => server.server.closeAllConnections(), GRACE_MS).unref();
  });
}
