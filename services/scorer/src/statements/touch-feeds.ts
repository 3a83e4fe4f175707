import type { Executor } from '@jophiel/postgres';
import type { NewFeed } from '../core/stored-feed.ts';

/**
 * Updates ranked_at of feeds that still have the compared version. The items are stored out of line and not written
 * again (TOAST). Skips locked rows, which are being replaced.
 */
export async function touchFeeds(executor: Executor, feeds: readonly NewFeed[]): Promise<void> {
  if (feeds.length === 0) return;
  await executor.execute({
    name: 'touch-feeds',
    text: `UPDATE user_feed_recommendations AS feed SET ranked_at = open.ranked_at
           FROM (
             SELECT user_id, unchanged.ranked_at FROM user_feed_recommendations
             JOIN unnest($1::text[], $2::bigint[], $3::timestamptz[]) AS unchanged (user_id, version, ranked_at)
               USING (user_id, version)
             FOR UPDATE OF user_feed_recommendations SKIP LOCKED
           ) AS open
           WHERE feed.user_id = open.user_id`,
    values: [
      feeds.map(({ userId }) => userId),
      feeds.map(({ replaces }) => replaces),
      feeds.map(({ rankedAt }) => rankedAt),
    ],
  });
}
