import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@jophiel/observability';
import type { BackgroundWork } from './service.ts';

const AFTER_FAILURE_MS = 1_000;

/** Runs background work to its end; a failure, such as a database that is not there yet, only makes it begin again. */
export async function keepRunning(work: BackgroundWork, signal: AbortSignal, logger: Logger): Promise<void> {
  while (!signal.aborted) {
    try {
      await work(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error }, 'background work failed; it begins again');
      await sleep(AFTER_FAILURE_MS, undefined, { signal }).catch(() => {});
    }
  }
}
