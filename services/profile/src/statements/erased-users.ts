import type { Executor } from '@jophiel/postgres';

/** Of these users, those that were erased, and when (epoch ms). */
export async function erasedUsers(executor: Executor, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await executor.query<{ user_id: string; deleted_at: Date }>({
    name: 'erased-users',
    text: 'SELECT user_id, deleted_at FROM user_tombstones WHERE user_id = ANY ($1)',
    values: [userIds],
  });
  return new Map(rows.map((row) => [row.user_id, row.deleted_at.getTime()]));
}
