import type { Logger, Timings } from '@jophiel/observability';
import type { Database, Executor } from '@jophiel/postgres';
import type { SearchIndex } from '../core/search-index.ts';
import { lockSamples } from '../statements/lock-samples.ts';
import { storeTexts } from '../statements/store-texts.ts';
import { unsearchableSamples } from '../statements/unsearchable-samples.ts';

const AT_ONCE = 500;

export interface MakeSearchableOptions {
  readonly database: Database;
  readonly index: SearchIndex;
  readonly logger: Logger;
  readonly timings: Timings;
}

/**
 * After a change of what the definition has searched, and for samples that were stored before anything was: makes the
 * searchable texts anew from the stored metadata, in batches, while the service does its daily work.
 */
export async function makeAllSearchable(options: MakeSearchableOptions, signal: AbortSignal): Promise<void> {
  const { database, index, logger, timings } = options;
  const run = timings.run('make-searchable');
  let total = 0;
  for (let after: string | undefined = ''; after !== undefined && !signal.aborted;) {
    const stretch = await unsearchableSamples(database, index.id, after, AT_ONCE);
    if (stretch.sampleIds.length > 0)
      await database.transaction(async (transaction) => makeSearchable(transaction, stretch.sampleIds, index));
    run.add(stretch.sampleIds.length);
    total += stretch.sampleIds.length;
    after = stretch.next;
  }
  run.end();
  if (total > 0) logger.info({ samples: total, definition: index.id }, 'samples made searchable');
}

/** Locked, so that an analysis that arrives at this moment is not overwritten by the one before. */
async function makeSearchable(transaction: Executor, sampleIds: readonly string[], index: SearchIndex): Promise<void> {
  const samples = await lockSamples(transaction, sampleIds);
  await storeTexts(
    transaction,
    [...samples.values()].flatMap(({ sampleId, analysis }) =>
      analysis === undefined ? [] : [{ sampleId, metadata: analysis.metadata }],
    ),
    index,
  );
}
