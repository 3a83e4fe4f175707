import type { Executor } from '@jophiel/postgres';
import type { Feed } from '../core/feed.ts';

/** What users get of whom nothing is known; undefined before the first batch run. */
export async function loadTrendingFeed(executor: Executor): Promise<Feed | undefined> {
  const rows = await executor.query<{ sample_id: string; score: number; computed_at: Date }>({
    name: 'load-trending-feed',
    text: 'SELECT sample_id, score, computed_at FROM trending_samples ORDER BY rank',
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    source: 'trending',
    version: 0,
    generatedAt: first.computed_at,
    sampleIds: rows.map((row) => row.sample_id),
    scores: rows.map((row) => row.score),
  };
}
