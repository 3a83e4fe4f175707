import type { Envelope } from '@jophiel/contracts';
import { type ErrorCode, JophielError } from '@jophiel/errors';
import type { Logger } from '@jophiel/observability';
import { isPassingFailure } from '@jophiel/postgres';
import { type DeadLetter, storeDeadLetters } from '../dead-letters/dead-letters.ts';
import { decodeDelivery } from '../decode/decode-delivery.ts';
import type { Delivery } from '@jophiel/transport';
import { backoffMs, type RetryPolicy, SUSPECT_AFTER_DELIVERIES } from './backoff.ts';
import { commitBatch, type CommitOptions } from './commit-batch.ts';
import { crashPoint } from './crash-points.ts';

export interface ProcessOptions extends CommitOptions {
  readonly logger: Logger;
  readonly retry: RetryPolicy;
  /** Called once per event, with the outcome. */
  readonly onOutcome: (outcome: 'handled' | 'repeated' | 'retried' | 'dead', events: number) => void;
  /** Told of what was worked on. */
  readonly onItems: (items: number) => void;
}

interface Received {
  readonly delivery: Delivery;
  readonly event: Envelope;
}

/** Handles a batch. Afterwards each message is acked, scheduled for a retry, or a dead letter. */
export async function processBatch(deliveries: readonly Delivery[], options: ProcessOptions): Promise<void> {
  const received: Received[] = [];
  const unreadable: DeadLetter[] = [];
  for (const delivery of deliveries) {
    try {
      const event = decodeDelivery(delivery, options.subscriber.contract, options.now());
      options.subscriber.accepts(event);
      received.push({ delivery, event });
    } catch (error) {
      unreadable.push(deadLetter(delivery, undefined, error, 'EVENT_INVALID'));
    }
  }
  await bury(unreadable, options);
  const suspects = received.filter(({ delivery }) => delivery.deliveries > SUSPECT_AFTER_DELIVERIES);
  await handleOrSplit(
    received.filter((one) => !suspects.includes(one)),
    options,
  );
  for (const suspect of suspects) await handleSuspect(suspect, options);
}

/** Halves a failing batch until the event at fault is alone; the others are handled. */
async function handleOrSplit(batch: readonly Received[], options: ProcessOptions): Promise<void> {
  if (batch.length === 0) return;
  const startedAt = performance.now();
  try {
    const { fresh, items, followed, toPublish } = await commitBatch(
      batch.map(({ event }) => event),
      options,
    );
    await options.outbox.publish(toPublish);
    crashPoint(options.consumer, 'published');
    for (const { delivery } of batch) delivery.ack();
    logHandled(batch, { fresh, followed, ms: performance.now() - startedAt }, options);
    options.onOutcome('handled', fresh);
    options.onItems(items);
    if (fresh < batch.length) options.onOutcome('repeated', batch.length - fresh);
  } catch (error) {
    if (isPassingFailure(error)) retryAll(batch, error, options);
    else if (batch.length === 1) await setAside(batch[0]!, error, options);
    else {
      const half = Math.ceil(batch.length / 2);
      await handleOrSplit(batch.slice(0, half), options);
      await handleOrSplit(batch.slice(half), options);
    }
  }
}

/** Correlation ids per log line. */
const MAX_LOGGED_IDS = 5;

function logHandled(
  batch: readonly Received[],
  figures: { fresh: number; followed: number; ms: number },
  { logger }: ProcessOptions,
): void {
  const correlation_ids = batch.slice(0, MAX_LOGGED_IDS).map(({ event }) => event.correlation_id);
  logger.info({ events: batch.length, ...figures, ms: Math.round(figures.ms * 100) / 100, correlation_ids }, 'handled');
}

/** Handles an event that was in work when processes died; after too many deliveries it becomes a dead letter. */
async function handleSuspect(suspect: Received, options: ProcessOptions): Promise<void> {
  if (suspect.delivery.deliveries <= options.retry.maxAttempts + SUSPECT_AFTER_DELIVERIES) {
    await handleOrSplit([suspect], options);
    return;
  }
  const error = new JophielError('CRASH_LOOP', `Delivered ${suspect.delivery.deliveries} times and never finished.`);
  await bury([deadLetter(suspect.delivery, suspect.event, error, 'CRASH_LOOP')], options);
}

function retryAll(batch: readonly Received[], error: unknown, { logger, retry, onOutcome }: ProcessOptions): void {
  logger.warn({ err: error, events: batch.length }, 'PostgreSQL is unavailable; the events will be redelivered');
  for (const { delivery } of batch) delivery.retryIn(backoffMs(retry, delivery.deliveries));
  onOutcome('retried', batch.length);
}

async function setAside({ delivery, event }: Received, error: unknown, options: ProcessOptions): Promise<void> {
  const ids = { event_id: event.event_id, correlation_id: event.correlation_id, deliveries: delivery.deliveries };
  if (delivery.deliveries < options.retry.maxAttempts) {
    options.logger.warn({ err: error, ...ids }, 'a handler failed on this event; retrying');
    delivery.retryIn(backoffMs(options.retry, delivery.deliveries));
    options.onOutcome('retried', 1);
    return;
  }
  await bury([deadLetter(delivery, event, error, 'HANDLER_FAILED')], options);
}

async function bury(letters: readonly DeadLetter[], options: ProcessOptions): Promise<void> {
  if (letters.length === 0) return;
  try {
    await storeDeadLetters(options.database, options.tables, options.consumer, letters);
  } catch (error) {
    options.logger.warn(
      { err: error, events: letters.length },
      'could not store dead letters; the events will be redelivered',
    );
    for (const { delivery } of letters) delivery.retryIn(backoffMs(options.retry, delivery.deliveries));
    return;
  }
  for (const { delivery, eventId, code, reason } of letters) {
    delivery.ack();
    options.logger.error(
      { event_id: eventId, subject: delivery.subject, code, reason },
      'event stored as a dead letter',
    );
  }
  options.onOutcome('dead', letters.length);
}

function deadLetter(delivery: Delivery, event: Envelope | undefined, error: unknown, otherwise: ErrorCode): DeadLetter {
  return {
    delivery,
    eventId: event?.event_id,
    code: error instanceof JophielError ? error.code : otherwise,
    reason: error instanceof Error ? error.message : String(error),
  };
}
