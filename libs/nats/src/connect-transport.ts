import { setTimeout as sleep } from 'node:timers/promises';
import { JophielError } from '@jophiel/errors';
import type { Transport } from '@jophiel/transport';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsOptions } from './connect.ts';
import { jetStreamTransport, type JetStreamOptions } from './jetstream-transport.ts';
import { atMostOnceAMinute, forbidden, watchViolations } from './violations.ts';

export interface ClosableTransport extends Transport {
  /** Flushes, then closes. */
  close(): Promise<void>;
}

export interface TransportOptions extends NatsOptions, JetStreamOptions {
  /** Called after each failed attempt. */
  readonly onFailure: (error: unknown) => void;
  /** Called with BROKER_FORBIDDEN when the server refuses the user or a subject. */
  readonly onForbidden: (error: JophielError) => void;
}

const RETRY_MS = 1_000;

/**
 * A transport that works before the broker is up: until then it is not connected, publishes nothing, and subscribing
 * waits. So services may start in any order.
 */
export function connectTransport(options: TransportOptions): ClosableTransport {
  let connection: NatsConnection | undefined;
  let transport: Transport | undefined;
  let closed = false;
  const reportForbidden = atMostOnceAMinute(options.onForbidden);
  const opening = open();

  async function open(): Promise<Transport> {
    for (;;) {
      try {
        connection ??= await connected();
        transport = await jetStreamTransport(connection, options);
        return transport;
      } catch (error) {
        if (closed) throw error;
        const refusal = forbidden(error);
        if (refusal === undefined) options.onFailure(error);
        else reportForbidden(refusal);
        await sleep(RETRY_MS);
      }
    }
  }
  async function connected(): Promise<NatsConnection> {
    const made = await connectNats(options);
    void watchViolations(made, reportForbidden);
    return made;
  }
  // A subscriber sees the failure; without one it must not end the process.
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
    request: async (subject, body, timeoutMs) => {
      if (transport === undefined)
        throw new JophielError(
          'REQUEST_UNANSWERED',
          `${subject} cannot be requested: NATS is not connected yet. Try again.`,
        );
      return transport.request(subject, body, timeoutMs);
    },
    close: async () => {
      closed = true;
      // While NATS is away there is nothing to flush to.
      await connection?.drain().catch(async () => connection?.close());
    },
  };
}
