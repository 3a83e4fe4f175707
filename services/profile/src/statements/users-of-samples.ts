import type { Executor } from '@jophiel/postgres';

/** Pending signals count too. @param counting names of the interactions that add to a taste */
export async function usersOfSamples(
  executor: Executor,
  sampleIds: readonly string[],
  counting: readonly string[],
): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    name: 'users-of-samples',
    text: `SELECT DISTINCT user_id FROM user_signals
           WHERE sample_id = ANY ($1) AND interaction = ANY ($2) AND amount > 0 ORDER BY user_id`,
    values: [sampleIds, counting],
  });
  return rows.map((row) => row.user_id);
}
