import type { Executor } from '@jophiel/postgres';

export async function loadUsers(executor: Executor, after: string, limit: number): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    name: 'load-users',
    text: 'SELECT user_id FROM user_taste_profiles WHERE user_id > $1 ORDER BY user_id LIMIT $2',
    values: [after, limit],
  });
  return rows.map(({ user_id }) => user_id);
}

/**
 * Users with a signal in force about one of these samples.
 * @param counting names of the interactions that add to a taste
 */
export async function usersOfSamples(
  executor: Executor,
  sampleIds: readonly string[],
  counting: readonly string[],
): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    name: 'users-of-samples',
    text: `SELECT DISTINCT user_id FROM user_signals
           WHERE sample_id = ANY ($1) AND amount > 0 AND interaction = ANY ($2::text[])`,
    values: [sampleIds, counting],
  });
  return rows.map(({ user_id }) => user_id);
}
