import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '@jophiel/transport';
import type { Consumer, ConsumerMessages, JetStreamClient } from '@nats-io/jetstream';
import { DeliveryQueue } from './deliveries.ts';
import { unlessMissing } from './not-found.ts';
import { streamOf } from './topology.ts';

const RETRY_MS = 500;

export interface DurableConsumer {
  readonly name: string;
  readonly subject: string;
  /** Maximum unacked messages of this process. */
  readonly maxHeld: number;
  /** Messages in its stream. */
  readonly stored: () => Promise<number>;
  /** Creates the consumer if it is missing, and the stream if this process may. */
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

  /** A fetch from a consumer that is not there would wait for half a minute: it is tried until the consumer is. */
  async function reopen(): Promise<Consumer | undefined> {
    while (!stopping.signal.aborted) {
      try {
        await consumer.declare();
        return await open();
      } catch {
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
    return undefined;
  }

  return {
    next: async (limit) => queue.next(limit),
    pending: async () => {
      const info = await unlessMissing(open().then(async (present) => present.info()));
      // A consumer that is not declared again yet will get everything.
      return info === undefined ? consumer.stored() : info.num_pending + info.num_ack_pending;
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
