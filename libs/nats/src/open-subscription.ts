import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '@jophiel/transport';
import type { ConsumerMessages, JetStreamClient } from '@nats-io/jetstream';
import { DeliveryQueue } from './deliveries.ts';
import { streamOf } from './topology.ts';

const FETCH_AHEAD = 1_000;
const RETRY_MS = 500;

export interface DurableConsumer {
  readonly name: string;
  readonly subject: string;
  /** Creates the stream and the consumer where they are missing. */
  readonly declare: () => Promise<void>;
}

/** Pulls from a durable consumer without pause, and begins again when it vanished, as when the server lost its store. */
export async function openSubscription(client: JetStreamClient, consumer: DurableConsumer): Promise<Subscription> {
  const queue = new DeliveryQueue();
  const stream = streamOf(consumer.subject).name;
  const stopping = new AbortController();
  let messages = await open();
  const ended = keepOpen();

  async function open(): Promise<ConsumerMessages> {
    const durable = await client.consumers.get(stream, consumer.name);
    return durable.consume({
      max_messages: FETCH_AHEAD,
      abort_on_missing_resource: true,
      callback: (message) => queue.push(message),
    });
  }

  async function keepOpen(): Promise<void> {
    while (!stopping.signal.aborted) {
      await messages.closed();
      if (stopping.signal.aborted) return;
      try {
        await consumer.declare();
        messages = await open();
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }

  return {
    next: async (most) => queue.next(most),
    pending: async () => {
      const durable = await client.consumers.get(stream, consumer.name);
      const { num_pending, num_ack_pending } = await durable.info();
      return num_pending + num_ack_pending;
    },
    stop: async () => {
      stopping.abort();
      // What was fetched is handled rather than handed back: nats-server 2.9 loses sight of a message that is handed
      // back while nobody pulls, until its ack wait is over.
      await messages.close();
      queue.stop();
      await ended;
    },
  };
}
