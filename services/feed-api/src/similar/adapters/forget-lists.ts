import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { forgetOldLists } from '../statements/forget-old-lists.ts';

const EVERY_MS = 60_000;

export async function forgetLists(
  database: Executor,
  { maxAgeMs, limit, now, logger }: { maxAgeMs: number; limit: number; now: () => Date; logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await forgetOldLists(database, new Date(now().getTime() - maxAgeMs), limit);
    } catch (error) {
      logger.warn({ err: error }, 'could not delete old cached answers; the next try is in a minute');
    }
    await sleep(EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
  }
}
