import type { Executor } from '@jophiel/postgres';

export async function countPending(executor: Executor): Promise<number> {
  const [row] = await executor.query<{ count: number }>({
    text: 'SELECT count(*) AS count FROM user_signals WHERE pending',
  });
  return row?.count ?? 0;
}
