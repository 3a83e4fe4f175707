import type { Executor } from '@jophiel/postgres';

/** Users with an interaction or a profile, among these users or all. */
export async function usersOfLog(executor: Executor, userIds?: readonly string[]): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    text: `SELECT user_id FROM user_interactions WHERE $1::text[] IS NULL OR user_id = ANY ($1)
           UNION SELECT user_id FROM user_taste_profiles WHERE $1::text[] IS NULL OR user_id = ANY ($1)
           ORDER BY user_id`,
    values: [userIds ?? null],
  });
  return rows.map((row) => row.user_id);
}
