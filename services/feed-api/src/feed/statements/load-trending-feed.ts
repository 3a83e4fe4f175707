import type { Executor } from '@jophiel/postgres';
import type { Feed } from '../../shared/core/feed.ts';

export async function loadTrendingFeed(
  executor: Executor,
  hiddenCreator: string | undefined,
): Promise<Feed | undefined> {
  const rows = await executor.query<{
    sample_id: string;
    score: number;
    learned: number;
    exploration: number;
    computed_at: Date;
  }>({
    name: 'load-trending-feed',
    text: `SELECT sample_id, score, learned, exploration, computed_at FROM trending_samples AS item
           WHERE NOT EXISTS (
             SELECT FROM sample_vectors AS sample WHERE sample.sample_id = item.sample_id AND creator_id = $1
           ) ORDER BY rank`,
    values: [hiddenCreator ?? null],
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  const scores = rows.map((row) => row.score);
  const learned = rows.map((row) => row.learned);
  const exploration = rows.map((row) => row.exploration);
  const isScoreFinal = rows.every((row) => row.learned === 0 && row.exploration === 0);
  return {
    source: 'trending',
    version: 0,
    generatedAt: first.computed_at,
    sampleIds: rows.map((row) => row.sample_id),
    scores,
    // Variety does not apply to a feed of everybody.
    scoreFinals: isScoreFinal ? scores : rows.map((row) => row.score - row.learned - row.exploration),
    learned,
    ...(exploration.some((lift) => lift > 0) ? { exploration } : {}),
  };
}
