import type { Executor } from '@jophiel/postgres';
import type { Feed } from '../core/feed.ts';

/** The newest samples: what there is when nothing was ever computed. */
export async function loadNewestFeed(executor: Executor, size: number, now: Date): Promise<Feed> {
  const rows = await executor.query<{ sample_id: string }>({
    name: 'load-newest-feed',
    text: 'SELECT sample_id FROM sample_vectors WHERE listed ORDER BY published_at DESC LIMIT $1',
    values: [size],
  });
  return {
    source: 'newest',
    version: 0,
    generatedAt: now,
    sampleIds: rows.map((row) => row.sample_id),
    scores: rows.map(() => 0),
  };
}
