import type { Candidate } from '@jophiel/scoring';
import { dotDense } from '@jophiel/vectors';

export interface NearestItem extends Candidate {
  readonly similarity: number;
}

/** Ties by id. Items with a cosine of 0 or less are dropped. @param vector of length 1 */
export function byCosine(candidates: readonly Candidate[], vector: Float32Array): NearestItem[] {
  return candidates
    .map(({ sampleId, creatorId, publishedAt, vector: own }) => ({
      sampleId,
      creatorId,
      publishedAt,
      vector: own,
      similarity: dotDense(own, vector),
    }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || (a.sampleId < b.sampleId ? -1 : 1));
}
