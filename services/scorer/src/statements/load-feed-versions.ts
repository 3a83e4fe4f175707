import type { Executor } from '@jophiel/postgres';
import type { FeedVersion } from '../core/stored-feed.ts';

export async function loadFeedVersions(
  executor: Executor,
  userIds: readonly string[],
): Promise<Map<string, FeedVersion>> {
  const rows = await executor.query<{ user_id: string; version: number; profile_version: number }>({
    name: 'load-feed-versions',
    text: 'SELECT user_id, version, profile_version FROM user_feed_recommendations WHERE user_id = ANY ($1)',
    values: [userIds],
  });
  return new Map(rows.map((row) => [row.user_id, { version: row.version, profileVersion: row.profile_version }]));
}
