import type { Executor } from '@jophiel/postgres';

export async function isAmongNewest(
  executor: Executor,
  { publishedAt, layout, newest }: { publishedAt: Date; layout: string; newest: number },
): Promise<boolean> {
  const [row] = await executor.query<{ newer: number }>({
    name: 'is-among-newest',
    text: `SELECT count(*) AS newer FROM (
             SELECT FROM sample_vectors WHERE listed AND layout = $2 AND published_at > $1 LIMIT $3
           ) AS newer`,
    values: [publishedAt, layout, newest],
  });
  return row!.newer < newest;
}
