import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';

export interface CandidateRow extends Pick<Candidate, 'sampleId' | 'creatorId' | 'publishedAt'> {
  /** The format of `encodeVector`. */
  readonly vector: Uint8Array;
  readonly revision: number;
}

export async function loadCandidates(
  executor: Executor,
  sampleIds: readonly string[],
  layout: string,
): Promise<CandidateRow[]> {
  // Times are numbers, because parsing thousands of dates costs more than the rest of the rows.
  const rows = await executor.query<{
    sample_id: string;
    creator_id: string;
    published_ms: number;
    vector: Buffer;
    revision: number;
  }>({
    name: 'load-candidates',
    text: `SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, vector, revision
           FROM sample_vectors WHERE sample_id = ANY ($1) AND listed AND layout = $2`,
    values: [sampleIds, layout],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    vector: row.vector,
    revision: row.revision,
  }));
}
