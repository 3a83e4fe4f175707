import type { Socket } from 'node:net';
import type { NatsConnection } from '@nats-io/transport-node';

/** Private parts of the client; another version may not have them. */
interface Inside {
  readonly protocol?: { readonly transport?: { readonly socket?: Socket } };
}

/**
 * The client removes all listeners from a socket that it abandons. An earlier failed write then emits an unhandled error
 * that would end the process, although the client reconnects. This keeps one listener on every socket.
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
