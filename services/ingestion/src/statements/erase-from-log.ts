import type { Executor } from '@jophiel/postgres';

/** Deletes users from the log and the list, and stores a tombstone that blocks late events. */
export async function eraseFromLog(
  executor: Executor,
  users: readonly { readonly userId: string; readonly at: string }[],
): Promise<void> {
  if (users.length === 0) return;
  const ids = users.map(({ userId }) => userId);
  await executor.execute({
    text: `INSERT INTO user_tombstones (user_id, deleted_at)
           SELECT user_id, max(deleted_at) FROM unnest($1::text[], $2::timestamptz[]) AS erased (user_id, deleted_at) GROUP BY user_id
           ON CONFLICT (user_id) DO UPDATE SET deleted_at = greatest(user_tombstones.deleted_at, excluded.deleted_at)`,
    values: [ids, users.map(({ at }) => at)],
  });
  await executor.execute({
    text: `DELETE FROM user_interactions USING user_tombstones AS erased
           WHERE user_interactions.user_id = ANY ($1) AND erased.user_id = user_interactions.user_id
             AND user_interactions.occurred_at <= erased.deleted_at`,
    values: [ids],
  });
  await executor.execute({
    text: `DELETE FROM announced_users USING user_tombstones AS erased
           WHERE announced_users.user_id = ANY ($1) AND erased.user_id = announced_users.user_id
             AND announced_users.announced_at <= erased.deleted_at`,
    values: [ids],
  });
}
