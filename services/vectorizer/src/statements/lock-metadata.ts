import type { Executor } from '@jophiel/postgres';
import type { Metadata } from '@jophiel/vectors';

/** Skips rows locked by another transaction. The sample rows stay unlocked: revectorising skips locked ones. */
export async function lockMetadata(
  transaction: Executor,
  sampleIds: readonly string[],
): Promise<{ sampleId: string; metadata: Metadata }[]> {
  const rows = await transaction.query<{ sample_id: string; metadata: Metadata }>({
    name: 'lock-metadata',
    text: `SELECT sample_id, metadata FROM sample_metadata WHERE sample_id = ANY ($1)
           ORDER BY sample_id FOR NO KEY UPDATE SKIP LOCKED`,
    values: [sampleIds],
  });
  return rows.map((row) => ({ sampleId: row.sample_id, metadata: row.metadata }));
}
