import { setTimeout as sleep } from 'node:timers/promises';
import type { Outbox } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import { requestBatch } from '../use-cases/request-batch.ts';

/** Timers take no longer time; asking once more for the same period does nothing. */
const LONGEST_SLEEP_MS = 86_400_000;

/**
 * Asks for a batch run at every full period. All scorers do; the name of the period lets only the first succeed, so
 * there is one run however many there are, and none is missed while one of them lives.
 */
export async function runBatchClock(
  options: { database: Database; outbox: Outbox; everyMs: number; now: () => Date },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const now = options.now();
    const period = Math.floor(now.getTime() / options.everyMs) * options.everyMs;
    await requestBatch(options, { runId: `clock-${new Date(period).toISOString()}`, everyone: false, now });
    const untilNext = period + options.everyMs - now.getTime();
    await sleep(Math.min(untilNext, LONGEST_SLEEP_MS), undefined, { signal, ref: false }).catch(() => {});
  }
}
