import type { Executor } from '@jophiel/postgres';
import type { SimilarList } from '../../core/similar/similar-list.ts';
import type { Seed } from './load-seed.ts';

/** Keeps a list, unless another process has stored one meanwhile that was begun later. */
export async function storeSimilar(
  executor: Executor,
  { sampleId, revision, layout }: Seed,
  filters: string,
  { generatedAt, sampleIds, similarities }: SimilarList,
): Promise<void> {
  await executor.execute({
    name: 'store-similar',
    text: `INSERT INTO recommendation_cache AS stored (sample_id, filters, revision, layout, generated_at, sample_ids, similarities)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (sample_id, filters) DO UPDATE
             SET revision = excluded.revision, layout = excluded.layout, generated_at = excluded.generated_at,
                 sample_ids = excluded.sample_ids, similarities = excluded.similarities
             WHERE stored.generated_at <= excluded.generated_at`,
    values: [sampleId, filters, revision, layout, generatedAt, sampleIds, similarities],
  });
}
