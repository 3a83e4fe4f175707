import type { Transport } from '@jophiel/transport';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ensureConsumer } from './consumers.ts';
import { followSubject } from './follow-subject.ts';
import { StreamIncarnations } from './incarnations.ts';
import { installTopology, type StreamSize } from './install-topology.ts';
import { lostSince } from './lost-since.ts';
import { openSubscription } from './open-subscription.ts';
import { Publisher } from './publisher.ts';
import { requestSubject, serveSubject } from './requests.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/** The transport over JetStream. Installs the streams first, so that nothing is published without one. */
export async function jetStreamTransport(connection: NatsConnection, size: StreamSize): Promise<Transport> {
  const manager = await jetstreamManager(connection);
  await installTopology(manager, size);
  const client = jetstream(connection);
  const incarnations = new StreamIncarnations(manager);
  const publisher = new Publisher(connection, PUBLISH_TIMEOUT_MS);
  let connected = true;
  const reconnectListeners: (() => void)[] = [];
  void watch();

  async function watch(): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') connected = false;
      if (type !== 'reconnect') continue;
      // The server may have lost its store: its streams may be missing or new.
      incarnations.forget();
      await installTopology(manager, size).catch(() => {});
      connected = true;
      for (const listener of reconnectListeners) listener();
    }
  }

  /** Subjects whose stream cannot be read now are absent. */
  async function streamsOf(subjects: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const asked = [...new Set(subjects)].map(async (subject) => {
      const stream = await incarnations.of(subject).catch(() => undefined);
      return stream === undefined ? [] : [[subject, stream] as const];
    });
    return new Map((await Promise.all(asked)).flat());
  }

  return {
    connected: () => connected && !connection.isClosed(),
    publish: async (messages) => {
      const [sequences, streamOf] = await Promise.all([
        publisher.publish(messages),
        streamsOf(messages.map(({ subject }) => subject)),
      ]);
      return messages.map(({ subject }, index) => {
        const [stream, sequence] = [streamOf.get(subject), sequences[index]];
        return stream === undefined || sequence === undefined ? undefined : { stream, sequence };
      });
    },
    lostSince: async (newest) => lostSince(manager, newest),
    subscribe: async ({ name, subject, maxHeld }) => {
      const declare = async () => {
        await installTopology(manager, size);
        await ensureConsumer(manager, name, subject);
      };
      await declare();
      return openSubscription(client, { name, subject, maxHeld, declare });
    },
    follow: async (subject, onMessage) => followSubject(client, subject, onMessage),
    onReconnect: (listener) => {
      reconnectListeners.push(listener);
    },
    serve: async (subject, answer) => serveSubject(connection, subject, answer),
    request: async (subject, body, timeoutMs) => requestSubject(connection, subject, body, timeoutMs),
  };
}
