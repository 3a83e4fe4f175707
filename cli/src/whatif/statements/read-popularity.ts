import type { Executor } from '@jophiel/postgres';

/** From sample to its popularity, from 0 to 1, for the trending ones. */
export async function readPopularity(executor: Executor): Promise<Map<string, number>> {
  const rows = await executor.query<{ sample_id: string; popularity: number }>({
    text: 'SELECT sample_id, popularity FROM trending_samples',
  });
  return new Map(rows.map((row) => [row.sample_id, row.popularity]));
}
