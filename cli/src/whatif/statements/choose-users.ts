import type { Executor } from '@jophiel/postgres';

/** Some users with a profile; a seed gives the same users for every limit. */
export async function chooseUsers(executor: Executor, limit: number, seed: number): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    text: `SELECT user_id FROM user_taste_profiles ORDER BY md5($2::text || ' ' || user_id), user_id LIMIT $1`,
    values: [limit, String(seed)],
  });
  return rows.map((row) => row.user_id);
}
