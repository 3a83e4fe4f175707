import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from '@jophiel/transport';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { ensureConsumer } from './consumers.ts';
import { type Follower, followSubject } from './follow-subject.ts';
import { StreamIncarnations } from './incarnations.ts';
import { installTopology, neededStreams, type TopologyOptions } from './install-topology.ts';
import { lostSince } from './lost-since.ts';
import { unlessMissing } from './not-found.ts';
import { openSubscription } from './open-subscription.ts';
import { Publisher } from './publisher.ts';
import { requestSubject, serveSubject } from './requests.ts';
import { streamOf } from './topology.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const STREAMS_RETRY_MS = 500;

export interface JetStreamOptions extends TopologyOptions {
  /** The prefix of all inboxes, with which the connection was made. */
  readonly inboxPrefix?: string | undefined;
}

/** The transport over JetStream. Declares or checks the streams first, so that nothing is published without one. */
export async function jetStreamTransport(connection: NatsConnection, options: JetStreamOptions): Promise<Transport> {
  const manager = await jetstreamManager(connection);
  await installTopology(manager, options);
  const client = jetstream(connection);
  const incarnations = new StreamIncarnations(manager);
  const publisher = new Publisher(connection, PUBLISH_TIMEOUT_MS, options.inboxPrefix);
  let connected = true;
  const reconnectListeners: (() => void)[] = [];
  const followers = new Set<Follower>();
  void watch();

  async function watch(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') connected = false;
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        publisher.refuse(status.error.subject);
      if (status.type !== 'reconnect') continue;
      // The server may have lost its store: its streams may be missing or new.
      await regainStreams();
      incarnations.forget();
      await Promise.allSettled([...followers].map(async (follower) => follower.renew()));
      connected = true;
      for (const listener of reconnectListeners) listener();
    }
  }

  async function regainStreams(): Promise<void> {
    while (!connection.isClosed()) {
      await installTopology(manager, options).catch(() => {});
      const found = neededStreams(options).map(async (name) => unlessMissing(manager.streams.info(name)));
      const isThere = await Promise.all(found)
        .then((all) => !all.includes(undefined))
        .catch(() => false);
      if (isThere) return;
      await sleep(STREAMS_RETRY_MS);
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
        await installTopology(manager, options);
        await ensureConsumer(manager, name, subject);
      };
      await declare();
      const stored = async () => (await manager.streams.info(streamOf(subject).name)).state.messages;
      return openSubscription(client, { name, subject, maxHeld, declare, stored });
    },
    follow: async (subject, onMessage) => {
      const follower = await followSubject(client, incarnations, subject, onMessage);
      followers.add(follower);
      return {
        stop: async () => {
          followers.delete(follower);
          await follower.stop();
        },
      };
    },
    onReconnect: (listener) => {
      reconnectListeners.push(listener);
    },
    serve: async (subject, answer) => serveSubject(connection, subject, answer),
    request: async (subject, body, timeoutMs) => requestSubject(connection, subject, body, timeoutMs),
  };
}
