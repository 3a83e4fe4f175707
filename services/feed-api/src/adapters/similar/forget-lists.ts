import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { forgetSimilar } from '../../statements/similar/forget-similar.ts';

const EVERY_MS = 60_000;

/** Keeps the table of similar samples small; any process may, and all do. */
export async function forgetLists(
  database: Executor,
  { heldMs, most, now, logger }: { heldMs: number; most: number; now: () => Date; logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await forgetSimilar(database, new Date(now().getTime() - heldMs), most);
    } catch (error) {
      // It may be away for a while; the next time will do.
      logger.warn({ err: error }, 'old lists of similar samples could not be deleted');
    }
    await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
