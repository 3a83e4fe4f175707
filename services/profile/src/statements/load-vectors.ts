import { type Executor, ofAnyLength } from '@jophiel/postgres';
import { decodeVector, type SparseVector } from '@jophiel/vectors';

/** Vectors of the current layout; samples without one are absent. */
export async function loadVectors(
  executor: Executor,
  sampleIds: readonly string[],
  layout: string,
): Promise<Map<string, SparseVector>> {
  if (sampleIds.length === 0) return new Map();
  const rows = await executor.query<{ sample_id: string; vector: Buffer }>({
    name: 'load-vectors',
    text: `SELECT sample_id, vector FROM sample_vectors WHERE sample_id = ANY (${ofAnyLength('$1')}) AND vector IS NOT NULL AND layout = $2`,
    values: [sampleIds, layout],
  });
  return new Map(rows.map((row) => [row.sample_id, decodeVector(row.vector)]));
}
