import type { Executor } from '@jophiel/postgres';
import type { ScoredItem } from '@jophiel/scoring';

export interface ComparableFeed {
  readonly profileVersion: number;
  readonly layout: string;
  readonly scoring: string;
  readonly rankedAt: Date;
  /** The best first. */
  readonly items: readonly ScoredItem[];
}

export async function loadFeed(executor: Executor, userId: string): Promise<ComparableFeed | undefined> {
  const [row] = await executor.query<{
    profile_version: number;
    layout: string;
    scoring: string;
    ranked_at: Date;
    sample_ids: string[];
    scores: number[];
  }>({
    name: 'load-feed',
    text: `SELECT profile_version, layout, scoring, ranked_at, sample_ids, scores
           FROM user_feed_recommendations WHERE user_id = $1`,
    values: [userId],
  });
  if (row === undefined) return undefined;
  return {
    profileVersion: row.profile_version,
    layout: row.layout,
    scoring: row.scoring,
    rankedAt: row.ranked_at,
    items: row.sample_ids.map((sampleId, index) => ({ sampleId, score: row.scores[index]! })),
  };
}
