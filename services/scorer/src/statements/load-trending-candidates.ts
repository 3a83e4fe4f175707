import type { Executor } from '@jophiel/postgres';
import type { PopularItem } from '../core/trending.ts';

/** The most popular items and the newest ones, up to `limit` of each, and the listed ones of some others. */
export async function loadTrendingCandidates(
  executor: Executor,
  limit: number,
  others: readonly string[],
): Promise<PopularItem[]> {
  const rows = await executor.query<{
    sample_id: string;
    creator_id: string;
    published_ms: number;
    popularity: number;
  }>({
    text: `WITH candidate AS (
             (SELECT sample_id FROM sample_popularity JOIN sample_vectors USING (sample_id)
              WHERE listed ORDER BY popularity DESC LIMIT $1)
             UNION
             (SELECT sample_id FROM sample_vectors WHERE listed ORDER BY published_at DESC LIMIT $1)
             UNION
             (SELECT sample_id FROM sample_vectors WHERE listed AND sample_id = ANY ($2))
           )
           SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms,
             coalesce(popularity, 0) AS popularity
           FROM candidate JOIN sample_vectors USING (sample_id) LEFT JOIN sample_popularity USING (sample_id)`,
    values: [limit, others],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    popularity: row.popularity,
  }));
}
