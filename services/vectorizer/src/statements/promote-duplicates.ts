import type { Executor } from '@jophiel/postgres';
import { sampleOf } from './lock-samples.ts';
import type { Sample } from '../core/sample.ts';

/** Removed duplicates too: one of each group takes its original's place. */
export async function lockDuplicatesOf(transaction: Executor, originals: readonly string[]): Promise<Sample[]> {
  const rows = await transaction.query<Parameters<typeof sampleOf>[0]>({
    text: `SELECT sample.sample_id, creator_id, published_at, vector, layout, features, duplicate_of, removed_at, metadata, analyzed_at, event_id
           FROM sample_vectors AS sample LEFT JOIN sample_metadata USING (sample_id)
           WHERE duplicate_of = ANY ($1) ORDER BY sample.sample_id FOR UPDATE OF sample`,
    values: [originals],
  });
  return rows.map(sampleOf);
}
