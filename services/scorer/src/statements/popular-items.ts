import { decaySql, type Executor } from '@jophiel/postgres';
import type { PopularItem } from '../core/trending.ts';

/** The most liked items of late, and the newest; up to `limit` of each. */
export async function popularItems(
  executor: Executor,
  options: {
    readonly weights: readonly { interaction: string; weight: number }[];
    readonly halfLifeDays: number;
    readonly now: Date;
    readonly limit: number;
  },
): Promise<PopularItem[]> {
  const rows = await executor.query<{ sample_id: string; creator_id: string; published_ms: number; liking: number }>({
    text: `WITH liked AS (
             SELECT sample_id, sum(weight * ${decaySql('occurred_at', '$3::timestamptz', '$4::float8')}) AS liking
             FROM user_interactions JOIN unnest($1::text[], $2::float8[]) AS weights (interaction, weight) USING (interaction)
             WHERE sample_id IS NOT NULL AND occurred_at <= $3
             GROUP BY sample_id ORDER BY liking DESC LIMIT 10 * $5
           ), newest AS (
             SELECT sample_id, 0::float8 AS liking FROM sample_vectors WHERE listed ORDER BY published_at DESC LIMIT $5
           )
           SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, max(liking) AS liking
           FROM (SELECT * FROM liked UNION ALL SELECT * FROM newest) AS items JOIN sample_vectors USING (sample_id)
           WHERE listed GROUP BY sample_id, creator_id, published_at`,
    values: [
      options.weights.map(({ interaction }) => interaction),
      options.weights.map(({ weight }) => weight),
      options.now,
      options.halfLifeDays,
      options.limit,
    ],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    liking: row.liking,
  }));
}
