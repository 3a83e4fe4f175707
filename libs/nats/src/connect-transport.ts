import { setTimeout as sleep } from 'node:timers/promises';
import { JophielError } from '@jophiel/errors';
import type { Transport } from '@jophiel/transport';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsOptions } from './connect.ts';
import type { StreamSize } from './install-topology.ts';
import { jetStreamTransport } from './jetstream-transport.ts';

export interface ClosableTransport extends Transport {
  /** Sends what is buffered, then closes. */
  close(): Promise<void>;
}

export interface TransportOptions extends NatsOptions, StreamSize {
  /** Told of each attempt that failed. */
  readonly onFailure: (error: unknown) => void;
}

const RETRY_MS = 1_000;

/**
 * A transport that may be used before the broker is there: until then it is not connected, publishes nothing, and
 * subscribing waits. So no service depends on the order in which things start.
 */
export function connectTransport(options: TransportOptions): ClosableTransport {
  let connection: NatsConnection | undefined;
  let transport: Transport | undefined;
  let closed = false;
  const opening = open();

  async function open(): Promise<Transport> {
    for (;;) {
      try {
        connection ??= await connectNats(options);
        transport = await jetStreamTransport(connection, options);
        return transport;
      } catch (error) {
        if (closed) throw error;
        options.onFailure(error);
        await sleep(RETRY_MS);
      }
    }
  }
  // Whoever subscribes sees the failure; nobody has to.
  opening.catch(() => {});

  return {
    connected: () => transport?.connected() ?? false,
    publish: async (messages) => transport?.publish(messages) ?? messages.map(() => undefined),
    lostSince: async (newest) => (await opening).lostSince(newest),
    subscribe: async (consumer) => (await opening).subscribe(consumer),
    follow: async (subject, onMessage) => (await opening).follow(subject, onMessage),
    onReconnect: (listener) => {
      void opening.then(
        (opened) => opened.onReconnect(listener),
        () => {},
      );
    },
    serve: async (subject, answer) => (await opening).serve(subject, answer),
    request: async (subject, body, patienceMs) => {
      if (transport === undefined)
        throw new JophielError('REQUEST_UNANSWERED', `${subject} cannot be asked: NATS is not connected yet.`);
      return transport.request(subject, body, patienceMs);
    },
    close: async () => {
      closed = true;
      await connection?.drain();
    },
  };
}
