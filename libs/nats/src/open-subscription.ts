import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '@jophiel/transport';
import type { Consumer, ConsumerMessages, JetStreamClient } from '@nats-io/jetstream';
import { DeliveryQueue } from './deliveries.ts';
import { streamOf } from './topology.ts';

const RETRY_MS = 500;

export interface DurableConsumer {
  readonly name: string;
  readonly subject: string;
  /** So many messages at most are on loan to this process. */
  readonly mostHeld: number;
  /** Creates the stream and the consumer where they are missing. */
  readonly declare: () => Promise<void>;
}

/**
 * Fetches from a durable consumer whenever this process may hold more, and begins again when it vanished, as when the
 * server lost its store. (The client's own endless pull asks for the next messages when the last have arrived, not when
 * they are handled: the first process would take all the work there is.)
 */
export async function openSubscription(client: JetStreamClient, consumer: DurableConsumer): Promise<Subscription> {
  const stream = streamOf(consumer.subject).name;
  const open = async () => client.consumers.get(stream, consumer.name);
  const queue = new DeliveryQueue(consumer.mostHeld);
  const stopping = new AbortController();
  let durable = await open();
  let fetched: ConsumerMessages | undefined;
  const ended = keepFetching();

  async function keepFetching(): Promise<void> {
    for (let room = await queue.room(); !stopping.signal.aborted; room = await queue.room()) {
      try {
        await fetchFrom(durable, room);
      } catch {
        durable = (await reopen()) ?? durable;
      }
    }
  }

  /** Ends when so many messages have come, or after a while. */
  async function fetchFrom(durable: Consumer, most: number): Promise<void> {
    fetched = await durable.fetch({ max_messages: most });
    if (stopping.signal.aborted) return void fetched.close();
    for await (const message of fetched) queue.push(message);
  }

  async function reopen(): Promise<Consumer | undefined> {
    try {
      await consumer.declare();
      return await open();
    } catch {
      await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      return undefined;
    }
  }

  return {
    next: async (most) => queue.next(most),
    pending: async () => {
      const { num_pending, num_ack_pending } = await (await open()).info();
      return num_pending + num_ack_pending;
    },
    stop: async () => {
      stopping.abort();
      // What was fetched is handled rather than handed back: nats-server 2.9 loses sight of a message that is handed
      // back while nobody pulls, until its ack wait is over.
      await fetched?.close();
      queue.stop();
      await ended;
    },
  };
}
