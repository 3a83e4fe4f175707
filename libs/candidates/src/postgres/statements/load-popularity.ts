import type { Executor } from '@jophiel/postgres';

/** Popularity by sample id, in (0, 1], the most popular first; items that nobody likes are missing. */
export async function loadPopularity(executor: Executor): Promise<Map<string, number>> {
  const rows = await executor.query<{ sample_id: string; popularity: number }>({
    text: 'SELECT sample_id, popularity FROM sample_popularity ORDER BY popularity DESC, sample_id',
  });
  return new Map(rows.map((row) => [row.sample_id, row.popularity]));
}

/** When popularity was computed last; undefined before the first time. */
export async function popularitySince(executor: Executor): Promise<number | undefined> {
  const [row] = await executor.query<{ computed_at: Date }>({
    text: 'SELECT computed_at FROM trending_samples ORDER BY rank LIMIT 1',
  });
  return row?.computed_at.getTime();
}
