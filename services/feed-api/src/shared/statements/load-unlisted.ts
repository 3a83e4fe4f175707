import type { Executor } from '@jophiel/postgres';

/** Samples that were analysed once and are removed, duplicates or without a vector now. */
export async function loadUnlisted(executor: Executor): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string }>({
    text: 'SELECT sample_id FROM sample_vectors WHERE layout IS NOT NULL AND NOT listed',
  });
  return rows.map((row) => row.sample_id);
}
