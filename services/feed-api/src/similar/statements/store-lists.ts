import type { Executor } from '@jophiel/postgres';
import type { CachedLists, Question } from '../core/cached-lists.ts';
import { writeRow } from './cached-row.ts';

/** A stored answer that was begun later stays. */
export async function storeLists(
  executor: Executor,
  { kind, key, filters, content }: Question,
  layout: string,
  made: CachedLists,
): Promise<void> {
  const row = writeRow(made);
  await executor.execute({
    name: 'store-lists',
    text: `INSERT INTO recommendation_cache AS stored (kind, key, filters, content, layout, generated_at,
             sample_ids, similarities, centre_samples, centre_members, centre_vectors)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           ON CONFLICT (kind, key, filters) DO UPDATE
             SET content = excluded.content, layout = excluded.layout, generated_at = excluded.generated_at,
                 sample_ids = excluded.sample_ids, similarities = excluded.similarities,
                 centre_samples = excluded.centre_samples, centre_members = excluded.centre_members,
                 centre_vectors = excluded.centre_vectors
             WHERE stored.generated_at <= excluded.generated_at`,
    values: [
      kind,
      key,
      filters,
      content,
      layout,
      row.generated_at,
      row.sample_ids,
      row.similarities,
      row.centre_samples,
      row.centre_members,
      row.centre_vectors,
    ],
  });
}
