import type { Executor } from '@jophiel/postgres';
import type { Feed } from '../../shared/core/feed.ts';

export async function loadNewestFeed(
  executor: Executor,
  { size, hiddenCreator, now }: { size: number; hiddenCreator: string | undefined; now: Date },
): Promise<Feed> {
  const rows = await executor.query<{ sample_id: string }>({
    name: 'load-newest-feed',
    text: `SELECT sample_id FROM sample_vectors WHERE listed AND creator_id IS DISTINCT FROM $2
           ORDER BY published_at DESC LIMIT $1`,
    values: [size, hiddenCreator ?? null],
  });
  const scores = rows.map(() => 0);
  return {
    source: 'newest',
    version: 0,
    generatedAt: now,
    sampleIds: rows.map((row) => row.sample_id),
    scores,
    scoreFinals: scores,
  };
}
