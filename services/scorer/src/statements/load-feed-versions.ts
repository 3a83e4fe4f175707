import type { Executor } from '@jophiel/postgres';
import type { FeedVersion } from '../core/stored-feed.ts';

/** @param isLocked whether nobody else may replace them until this transaction ends */
export async function loadFeedVersions(
  executor: Executor,
  userIds: readonly string[],
  isLocked: boolean,
): Promise<Map<string, FeedVersion>> {
  const rows = await executor.query<{ user_id: string; version: number; profile_version: number }>({
    name: isLocked ? 'lock-feed-versions' : 'load-feed-versions',
    text: `SELECT user_id, version, profile_version FROM user_feed_recommendations WHERE user_id = ANY ($1)
           ${isLocked ? 'ORDER BY user_id FOR UPDATE' : ''}`,
    values: [userIds],
  });
  return new Map(rows.map((row) => [row.user_id, { version: row.version, profileVersion: row.profile_version }]));
}
