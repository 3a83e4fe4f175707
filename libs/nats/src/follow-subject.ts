import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import type { StreamIncarnations } from './incarnations.ts';
import { streamOf } from './topology.ts';

const RETRY_MS = 500;

export interface Follower {
  /** After a reconnect: a recreated stream counts from 1 again, so that the old consumer would wait for its old place. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * An ordered consumer: it belongs to this process and closes its gaps after a reconnect. The client gives it up when its
 * stream stays away for minutes; then a new one follows.
 */
export async function followSubject(
  client: JetStreamClient,
  incarnations: StreamIncarnations,
  subject: string,
  onMessage: (body: Uint8Array) => void,
): Promise<Follower> {
  let stopped = false;
  let followed = await incarnations.of(subject);
  let messages = await open();
  void keepOpen();

  async function open(): Promise<ConsumerMessages> {
    const consumer = await client.consumers.get(streamOf(subject).name, {
      filter_subjects: subject,
      deliver_policy: DeliverPolicy.New,
    });
    return consumer.consume({ callback: ({ data }) => onMessage(data) });
  }

  async function keepOpen(): Promise<void> {
    for (;;) {
      const current = messages;
      await current.closed();
      if (stopped) return;
      if (messages !== current) continue;
      messages = await open().catch(() => current);
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }

  return {
    renew: async () => {
      const present = await incarnations.of(subject);
      if (stopped || present === followed) return;
      const former = messages;
      messages = await open();
      followed = present;
      await former.close();
    },
    stop: async () => {
      stopped = true;
      await messages.close();
    },
  };
}
