import type { Executor } from '@jophiel/postgres';
import type { CandidateKey } from './candidate-keys.ts';

/** The listed samples with a vector of this layout, in the order of the given ids. */
export async function loadKeys(
  executor: Executor,
  sampleIds: readonly string[],
  layout: string,
): Promise<CandidateKey[]> {
  const rows = await executor.query<{ sample_id: string; revision: number }>({
    name: 'load-keys',
    text: `SELECT sample_id, revision FROM sample_vectors WHERE sample_id = ANY ($1) AND listed AND layout = $2`,
    values: [sampleIds, layout],
  });
  const revisions = new Map(rows.map((row) => [row.sample_id, row.revision]));
  return sampleIds.flatMap((sampleId) => {
    const revision = revisions.get(sampleId);
    return revision === undefined ? [] : [{ sampleId, revision }];
  });
}
