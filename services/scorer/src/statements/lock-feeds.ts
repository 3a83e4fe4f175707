import type { Executor } from '@jophiel/postgres';
import type { StoredFeed } from '../core/stored-feed.ts';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly profile_version: number;
  readonly layout: string;
  readonly scoring: string;
  readonly variant: string | null;
  readonly ranked_at: Date;
  readonly sample_ids: string[];
  readonly scores: number[];
  readonly diversity: number[];
}

/** The feeds that users have, each for this transaction alone, taken in the order in which feeds are stored. */
export async function lockFeeds(transaction: Executor, userIds: readonly string[]): Promise<StoredFeed[]> {
  const rows = await transaction.query<Row & Record<string, unknown>>({
    name: 'lock-feeds',
    text: `SELECT user_id, version, profile_version, layout, scoring, variant, ranked_at, sample_ids, scores, diversity
           FROM user_feed_recommendations WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE`,
    values: [userIds],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    version: row.version,
    profileVersion: row.profile_version,
    layout: row.layout,
    scoring: row.scoring,
    variant: row.variant ?? undefined,
    rankedAt: row.ranked_at,
    items: row.sample_ids.map((sampleId, index) => {
      const [score, diversity] = [row.scores[index]!, row.diversity[index] ?? 0];
      return diversity === 0 ? { sampleId, score } : { sampleId, score, diversity };
    }),
  }));
}
