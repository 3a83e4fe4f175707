import type { Executor } from '@jophiel/postgres';

export async function countListed(executor: Executor): Promise<number> {
  const [row] = await executor.query<{ count: number }>({
    text: 'SELECT count(*) AS count FROM sample_vectors WHERE listed',
  });
  return row?.count ?? 0;
}
