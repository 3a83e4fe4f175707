import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Timings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { SearchIndex } from '../core/search-index.ts';
import { lockMetadata } from '../statements/lock-metadata.ts';
import { storeTexts } from '../statements/store-texts.ts';
import { unsearchableSamples } from '../statements/unsearchable-samples.ts';

const AT_ONCE = 500;
const LOCK_RETRY_MS = 500;

export interface MakeSearchableOptions {
  readonly database: Database;
  readonly index: SearchIndex;
  readonly logger: Logger;
  readonly timings: Timings;
}

/** After a change of the search definition, and for samples stored before search existed. Retries locked rows. */
export async function makeAllSearchable(options: MakeSearchableOptions, signal: AbortSignal): Promise<void> {
  const run = options.timings.run('make-searchable');
  let total = 0;
  try {
    for (let left = 0; ; left = 0) {
      for (let after: string | undefined = ''; after !== undefined && !signal.aborted;) {
        const { sampleIds, next } = await unsearchableSamples(options.database, options.index.id, after, AT_ONCE);
        const made = await makeSearchable(sampleIds, options);
        run.add(made);
        total += made;
        left += sampleIds.length - made;
        after = next;
      }
      if (left === 0 || signal.aborted) break;
      await sleep(LOCK_RETRY_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    run.end();
  }
  if (total > 0) options.logger.info({ samples: total, definition: options.index.id }, 'samples made searchable');
}

/** @returns how many were not locked by another transaction */
async function makeSearchable(
  sampleIds: readonly string[],
  { database, index }: MakeSearchableOptions,
): Promise<number> {
  if (sampleIds.length === 0) return 0;
  return database.transaction(async (transaction) => {
    const samples = await lockMetadata(transaction, sampleIds);
    await storeTexts(transaction, samples, index);
    return samples.length;
  });
}
