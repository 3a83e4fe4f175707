import type { Socket } from 'node:net';
import type { Server } from './server-types.ts';

/** What is being answered when the server stops may take so long. */
const GRACE_MS = 5_000;

/**
 * Lets a server stop as soon as it has answered what it was asked. Node waits for connections over which nothing was
 * asked yet, which browsers and clients open in advance, as if they were busy; and for those that are kept for a next
 * question after the last answer.
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
