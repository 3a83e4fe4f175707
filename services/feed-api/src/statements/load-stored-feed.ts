import type { Executor } from '@jophiel/postgres';
import type { Feed } from '../core/feed.ts';

interface Row {
  readonly version: number;
  readonly variant: string | null;
  readonly generated_at: Date;
  readonly sample_ids: string[];
  readonly scores: number[];
}

export async function loadStoredFeed(executor: Executor, userId: string): Promise<Feed | undefined> {
  const [row] = await executor.query<Row & Record<string, unknown>>({
    name: 'load-stored-feed',
    text: 'SELECT version, variant, generated_at, sample_ids, scores FROM user_feed_recommendations WHERE user_id = $1',
    values: [userId],
  });
  if (row === undefined) return undefined;
  return {
    source: 'stored',
    version: row.version,
    ...(row.variant === null ? {} : { variant: row.variant }),
    generatedAt: row.generated_at,
    sampleIds: row.sample_ids,
    scores: row.scores,
  };
}
