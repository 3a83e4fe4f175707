import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@jophiel/observability';
import type { BackgroundWork } from './service.ts';

const AFTER_FAILURE_MS = 1_000;

/** Runs background work until it ends. Restarts it after a failure, for example while PostgreSQL is unavailable. */
export async function keepRunning(work: BackgroundWork, signal: AbortSignal, logger: Logger): Promise<void> {
  while (!signal.aborted) {
    try {
      await work(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error }, 'background work failed; restarting it');
      await sleep(AFTER_FAILURE_MS, undefined, { signal }).catch(() => {});
    }
  }
}
