import type { Executor } from '@jophiel/postgres';

/** When each of these users was erased, in epoch ms; users who were not are absent. */
export async function erasedUsers(executor: Executor, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await executor.query<{ user_id: string; deleted_at: Date }>({
    name: 'erased-users',
    text: 'SELECT user_id, deleted_at FROM user_tombstones WHERE user_id = ANY ($1)',
    values: [[...new Set(userIds)]],
  });
  return new Map(rows.map((row) => [row.user_id, row.deleted_at.getTime()]));
}
