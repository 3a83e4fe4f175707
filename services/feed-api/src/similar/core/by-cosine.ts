import type { Candidate } from '@jophiel/scoring';
import { dotDense } from '@jophiel/vectors';

/** An item and its cosine to what was sought. */
export interface NearestItem extends Candidate {
  /** Above 0, at most 1. */
  readonly similarity: number;
}

/**
 * The nearest first; those that tie by their ids, so that they are the same each time. What has nothing in common with
 * the sought vector is not near.
 * @param vector of length 1
 */
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
