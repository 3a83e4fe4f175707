import type { Executor } from '@jophiel/postgres';

/**
 * Users with an outdated taste: a signal is still pending although its item has a vector (which arrived while the
 * signal was being stored), or the sums are of a former layout.
 */
export async function usersToRefold(executor: Executor, layout: string, limit: number): Promise<string[]> {
  const rows = await executor.query<{ user_id: string }>({
    text: `SELECT DISTINCT user_id FROM (
             (SELECT user_id FROM user_signals JOIN sample_vectors USING (sample_id)
              WHERE pending AND vector IS NOT NULL AND layout = $1 LIMIT $2)
             UNION ALL
             (SELECT user_id FROM user_taste_profiles WHERE layout <> $1 LIMIT $2)
           ) AS users LIMIT $2`,
    values: [layout, limit],
  });
  return rows.map((row) => row.user_id);
}
