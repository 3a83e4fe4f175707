import type { Executor } from '@jophiel/postgres';

export async function outdatedSamples(executor: Executor, layout: string, limit: number): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string }>({
    text: `SELECT sample_id FROM sample_vectors WHERE layout <> $1 LIMIT $2 FOR UPDATE SKIP LOCKED`,
    values: [layout, limit],
  });
  return rows.map((row) => row.sample_id);
}
