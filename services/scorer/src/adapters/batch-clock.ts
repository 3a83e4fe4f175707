import { setTimeout as sleep } from 'node:timers/promises';
import type { Emitter } from '@jophiel/messaging';
import type { Database } from '@jophiel/postgres';
import { requestBatch } from '../use-cases/request-batch.ts';

/** Below the maximum of a timer; waking up early is harmless, because a period opens one run only. */
const MAX_SLEEP_MS = 86_400_000;

/**
 * Requests a batch run in every period. All scorers do; the run is named after the period, so only the first request
 * succeeds. There is one run for any number of scorers, and none is missed while one of them lives.
 */
export async function runBatchClock(
  options: { database: Database; outbox: Emitter; everyMs: number; now: () => Date },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const now = options.now();
    const period = Math.floor(now.getTime() / options.everyMs) * options.everyMs;
    await requestBatch(options, { runId: `clock-${new Date(period).toISOString()}`, everyone: false, now });
    const untilNext = period + options.everyMs - now.getTime();
    await sleep(Math.min(untilNext, MAX_SLEEP_MS), undefined, { signal, ref: false }).catch(() => {});
  }
}
