import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '@jophiel/transport';
import type { Consumer, ConsumerMessages, JetStreamClient } from '@nats-io/jetstream';
import { DeliveryQueue } from './deliveries.ts';
import { streamOf } from './topology.ts';

const RETRY_MS = 500;

export interface DurableConsumer {
  readonly name: string;
  readonly subject: string;
  /** Maximum unacked messages of this process. */
  readonly maxHeld: number;
  /** Creates the stream and the consumer if they are missing. */
  readonly declare: () => Promise<void>;
}

/**
 * Fetches from a durable consumer whenever this process may hold more messages, and declares it again if it vanished. (The
 * client's own endless pull fetches on arrival instead of on ack: the first process would take all the work.)
 */
export async function openSubscription(client: JetStreamClient, consumer: DurableConsumer): Promise<Subscription> {
  const stream = streamOf(consumer.subject).name;
  const open = async () => client.consumers.get(stream, consumer.name);
  const queue = new DeliveryQueue(consumer.maxHeld);
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

  async function fetchFrom(durable: Consumer, limit: number): Promise<void> {
    fetched = await durable.fetch({ max_messages: limit });
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
    next: async (limit) => queue.next(limit),
    pending: async () => {
      const { num_pending, num_ack_pending } = await (await open()).info();
      return num_pending + num_ack_pending;
    },
    stop: async () => {
      stopping.abort();
      // Fetched messages are handled, not returned: nats-server 2.9 does not redeliver a returned message before its
      // ack wait is over unless somebody pulls.
      await fetched?.close();
      queue.stop();
      await ended;
    },
  };
}
