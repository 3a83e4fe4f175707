import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';

/** What the client keeps to itself, of which there may be nothing in another version. */
interface Inside {
  readonly protocol?: { readonly transport?: { readonly socket?: Socket } };
}

/**
 * The client takes all listeners off a socket that it gives up, and a write that failed a moment before is then an error
 * that nobody hears: it would end the process, although the client reconnects. From here on each socket of the
 * connection keeps one listener.
 */
export function hearLateSocketErrors(connection: NatsConnection): void {
  hearErrorsOf(connection);
  void (async () => {
    for await (const { type } of connection.status()) if (type === 'reconnect') hearErrorsOf(connection);
  })();
}

function hearErrorsOf(connection: NatsConnection): void {
  const socket = (connection as unknown as Inside).protocol?.transport?.socket;
  if (socket === undefined) return;
  const removeAll = socket.removeAllListeners.bind(socket);
  socket.removeAllListeners = (event) => {
    removeAll(event);
    return socket.on('error', () => {});
  };
}
