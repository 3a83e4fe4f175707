import type { Executor } from '@jophiel/postgres';
import type { IdOrder } from './id-order.ts';

/** Samples that were announced and not deleted, in the platform's order. @param after '' for the first */
export async function listSamples(
  executor: Executor,
  order: IdOrder,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string }>({
    text: `SELECT sample_id FROM sample_vectors
           WHERE removed_at IS NULL AND ${order.isAfter('sample_id', '$1::text COLLATE "C"')}
           ORDER BY ${order.by('sample_id')} LIMIT $2`,
    values: [after, limit],
  });
  return rows.map((row) => row.sample_id);
}
