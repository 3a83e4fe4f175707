import type { Executor } from '@jophiel/postgres';

/** Adds users to the list of users, except those erased after their announcement. */
export async function announceUsers(
  executor: Executor,
  users: readonly { readonly userId: string; readonly at: string }[],
): Promise<void> {
  if (users.length === 0) return;
  await executor.execute({
    text: `INSERT INTO announced_users (user_id, announced_at)
           SELECT user_id, max(announced_at) FROM unnest($1::text[], $2::timestamptz[]) AS new (user_id, announced_at)
           WHERE NOT EXISTS (SELECT FROM user_tombstones AS erased
                             WHERE erased.user_id = new.user_id AND erased.deleted_at >= new.announced_at)
           GROUP BY user_id
           ORDER BY user_id COLLATE "C" -- in one order in every commit, so that two of the same users wait instead of deadlocking
           ON CONFLICT (user_id) DO UPDATE SET announced_at = greatest(announced_users.announced_at, excluded.announced_at)`,
    values: [users.map(({ userId }) => userId), users.map(({ at }) => at)],
  });
}
