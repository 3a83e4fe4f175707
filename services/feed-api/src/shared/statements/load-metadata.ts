import type { Executor } from '@jophiel/postgres';
import type { Metadata } from '@jophiel/vectors';

export async function loadMetadata(executor: Executor, sampleIds: readonly string[]): Promise<Map<string, Metadata>> {
  if (sampleIds.length === 0) return new Map();
  const rows = await executor.query<{ sample_id: string; metadata: Metadata }>({
    name: 'load-metadata',
    text: 'SELECT sample_id, metadata FROM sample_metadata WHERE sample_id = ANY ($1)',
    values: [sampleIds],
  });
  return new Map(rows.map((row) => [row.sample_id, row.metadata]));
}
