import { decodeVector } from '@jophiel/vectors';
import type { Candidate } from '../../core/candidate-source.ts';

/** Times as numbers: reading thousands of dates costs more than all the rest of the row. */
export const candidateColumns = `sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, vector`;

export interface CandidateRow {
  readonly sample_id: string;
  readonly creator_id: string;
  readonly published_ms: number;
  readonly vector: Buffer;
  readonly [column: string]: unknown;
}

export function candidateOf(row: CandidateRow): Candidate {
  return {
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    vector: decodeVector(row.vector),
  };
}
