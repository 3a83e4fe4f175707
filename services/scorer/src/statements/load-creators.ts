import type { Executor } from '@jophiel/postgres';

export async function loadCreators(executor: Executor, sampleIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await executor.query<{ sample_id: string; creator_id: string }>({
    name: 'load-creators',
    text: 'SELECT sample_id, creator_id FROM sample_vectors WHERE sample_id = ANY ($1)',
    values: [sampleIds],
  });
  return new Map(rows.map((row) => [row.sample_id, row.creator_id]));
}
