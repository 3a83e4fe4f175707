import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Metrics, TimedProcess, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Subscriber } from '../handler.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { MessagingTables } from '../tables.ts';
import { consumerName, type Delivery, replaySubject, type Subscription, type Transport } from '@jophiel/transport';
import { defaultRetry, type RetryPolicy } from './backoff.ts';
import { processBatch, type ProcessOptions } from './process-batch.ts';
import { sortReplays } from './replays.ts';

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
const REPLAYS_AT_ONCE = 100;
const AFTER_FAILURE_MS = 500;

/** Runs the handlers of a service; each has a consumer of its own. */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const outcomes = options.metrics.counter('events_total', 'Events by outcome.', ['consumer', 'outcome']);
  const subscriptions = new Map<string, Subscription>();
  const loops: Promise<void>[] = [];
  const processes: TimedProcess[] = [];
  const stopping = new AbortController();
  const handlers: BatchHandler[] = [];
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
    const handler = { subject: subscriber.contract.subject, settings, process };
    handlers.push(handler);
    loops.push(consume(subscription, subscriber, async (batch) => handle(batch, handler, stopping.signal)));
  }
  if (handlers.length > 0) {
    const replays = replaySubject(options.service);
    const name = consumerName(options.service, replays);
    const subscription = await options.transport.subscribe({ name, subject: replays, maxHeld: REPLAYS_AT_ONCE });
    subscriptions.set(name, subscription);
    const limits = { batchSize: REPLAYS_AT_ONCE, batchesAtOnce: 1 };
    loops.push(
      consume(subscription, limits, async (batch) => {
        const { byHandler, unknown } = sortReplays(batch, replays.slice(0, -1), handlers);
        for (const [handler, letters] of byHandler) await handle(letters, handler, stopping.signal);
        for (const { subject, ack } of unknown) {
          handlers[0]!.settings.logger.error({ subject }, 'a replayed dead letter has no handler any more');
          ack();
        }
      }),
    );
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

interface BatchHandler {
  readonly subject: string;
  readonly settings: ProcessOptions;
  readonly process: TimedProcess;
}

async function handle(
  deliveries: readonly Delivery[],
  { settings, process }: BatchHandler,
  stopping: AbortSignal,
): Promise<void> {
  try {
    await process.measure(async () => processBatch(deliveries, settings));
  } catch (error) {
    // Nothing is lost: unacked messages are redelivered.
    settings.logger.error({ err: error }, 'a batch failed outside of its handler');
    await sleep(AFTER_FAILURE_MS, undefined, { signal: stopping }).catch(() => {});
  }
}

async function consume(
  subscription: Subscription,
  { batchSize, batchesAtOnce }: Pick<Subscriber, 'batchSize' | 'batchesAtOnce'>,
  handleBatch: (deliveries: readonly Delivery[]) => Promise<void>,
): Promise<void> {
  const atWork = new Set<Promise<void>>();
  for (;;) {
    const deliveries = await subscription.next(batchSize);
    if (deliveries.length === 0) break;
    const work: Promise<void> = handleBatch(deliveries).finally(() => atWork.delete(work));
    atWork.add(work);
    while (atWork.size >= batchesAtOnce) await Promise.race(atWork);
  }
  await Promise.all(atWork);
}
