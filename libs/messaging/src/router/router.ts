import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Metrics, TimedProcess, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Subscriber } from '../handler.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { MessagingTables } from '../tables.ts';
import type { Delivery, Subscription, Transport } from '@jophiel/transport';
import { defaultRetry, type RetryPolicy } from './backoff.ts';
import { processBatch, type ProcessOptions } from './process-batch.ts';

export interface RouterOptions {
  readonly service: string;
  readonly subscribers: readonly Subscriber[];
  readonly database: Database;
  readonly tables: MessagingTables;
  readonly transport: Transport;
  readonly outbox: Outbox;
  /** The log of the subscriber's feature; several subscribers may share one. */
  readonly loggerOf: (subscriber: Subscriber) => Logger;
  readonly metrics: Metrics;
  readonly timings: Timings;
  readonly now: () => Date;
  readonly retry?: RetryPolicy;
}

export interface Router {
  /** Unhandled events per consumer, over all processes. */
  lag(): Promise<ReadonlyMap<string, number>>;
  /** Finishes the batches in progress first. */
  stop(): Promise<void>;
}

/** Batches fetched in advance. More would keep work from other processes. */
const BATCHES_WAITING = 1;
const AFTER_FAILURE_MS = 500;

/** The name of a service's durable consumer for a subject; all processes of the service share it. */
export function consumerName(service: string, subject: string): string {
  return `${service}-${subject.replaceAll('.', '-').replace('->', '')}`;
}

/** Runs the handlers of a service; each has a consumer of its own. */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const outcomes = options.metrics.counter('events_total', 'Events by outcome.', ['consumer', 'outcome']);
  const subscriptions = new Map<string, Subscription>();
  const loops: Promise<void>[] = [];
  const processes: TimedProcess[] = [];
  const stopping = new AbortController();
  for (const subscriber of options.subscribers) {
    const consumer = consumerName(options.service, subscriber.contract.subject);
    const subscription = await options.transport.subscribe({
      name: consumer,
      subject: subscriber.contract.subject,
      maxHeld: (subscriber.batchesAtOnce + BATCHES_WAITING) * subscriber.batchSize,
    });
    subscriptions.set(consumer, subscription);
    const process = options.timings.process(subscriber.process ?? consumer);
    processes.push(process);
    const settings: ProcessOptions = {
      ...options,
      logger: options.loggerOf(subscriber).child({ consumer }),
      retry: options.retry ?? defaultRetry,
      consumer,
      subscriber,
      onOutcome: (outcome, events) => outcomes.inc({ consumer, outcome }, events),
      onItems: (items) => process.add(items),
    };
    loops.push(consume(subscription, settings, process, stopping.signal));
  }
  return {
    async lag() {
      const entries = [...subscriptions].map(
        async ([consumer, subscription]) => [consumer, await subscription.pending()] as const,
      );
      return new Map(await Promise.all(entries));
    },
    async stop() {
      stopping.abort();
      await Promise.all([...subscriptions.values()].map((subscription) => subscription.stop()));
      await Promise.all(loops);
      for (const process of processes) process.end();
      await options.outbox.settled();
    },
  };
}

async function consume(
  subscription: Subscription,
  options: ProcessOptions,
  process: TimedProcess,
  stopping: AbortSignal,
): Promise<void> {
  const { batchSize, batchesAtOnce } = options.subscriber;
  const atWork = new Set<Promise<void>>();
  const handle = async (deliveries: readonly Delivery[]) => {
    try {
      await process.measure(async () => processBatch(deliveries, options));
    } catch (error) {
      // Nothing is lost: unacked messages are redelivered.
      options.logger.error({ err: error }, 'a batch failed outside of its handler');
      await sleep(AFTER_FAILURE_MS, undefined, { signal: stopping }).catch(() => {});
    }
  };
  for (;;) {
    const deliveries = await subscription.next(batchSize);
    if (deliveries.length === 0) break;
    const work: Promise<void> = handle(deliveries).finally(() => atWork.delete(work));
    atWork.add(work);
    while (atWork.size >= batchesAtOnce) await Promise.race(atWork);
  }
  await Promise.all(atWork);
}
