import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Many times the interval at which a scorer of a temporary stack reads what is learned and popular. It does not say when
 * it has read, so that nothing but time can be waited for.
 */
const READ_BY_SCORERS_MS = 3_000;

/** Waits until scorers have read what was stored before. */
export async function readByScorers(): Promise<void> {
  await sleep(READ_BY_SCORERS_MS);
}
