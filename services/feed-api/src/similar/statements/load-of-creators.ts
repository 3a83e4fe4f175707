import type { Executor } from '@jophiel/postgres';

/** Ids of the newest listed samples of some creators. */
export async function loadOfCreators(
  executor: Executor,
  creators: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string }>({
    name: 'load-of-creators',
    text: `SELECT sample_id FROM sample_vectors WHERE creator_id = ANY ($1) AND listed ORDER BY published_at DESC LIMIT $2`,
    values: [creators, limit],
  });
  return rows.map((row) => row.sample_id);
}
