import type { Executor } from '@jophiel/postgres';
import type { ScoredItem } from '@jophiel/scoring';

export interface ComparableFeed {
  readonly profileVersion: number;
  readonly layout: string;
  readonly scoring: string;
  readonly rankedAt: Date;
  /** The best first, without those that exploration placed. */
  readonly items: readonly ScoredItem[];
  /** Number of items that exploration placed. */
  readonly explored: number;
}

export async function loadFeed(executor: Executor, userId: string): Promise<ComparableFeed | undefined> {
  const [row] = await executor.query<{
    profile_version: number;
    layout: string;
    scoring: string;
    ranked_at: Date;
    sample_ids: string[];
    scores: number[];
    exploration: number[];
  }>({
    name: 'load-feed',
    text: `SELECT profile_version, layout, scoring, ranked_at, sample_ids, scores, exploration
           FROM user_feed_recommendations WHERE user_id = $1`,
    values: [userId],
  });
  if (row === undefined) return undefined;
  const isExplored = (place: number) => (row.exploration[place] ?? 0) > 0;
  const items = row.sample_ids.map((sampleId, place) => ({ sampleId, score: row.scores[place]! }));
  return {
    profileVersion: row.profile_version,
    layout: row.layout,
    scoring: row.scoring,
    rankedAt: row.ranked_at,
    items: items.filter((_, place) => !isExplored(place)),
    explored: items.filter((_, place) => isExplored(place)).length,
  };
}
