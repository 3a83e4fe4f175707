import type { RelatedWeights } from '@jophiel/domain';
import type { Candidate } from '@jophiel/scoring';
import { dotDense } from '@jophiel/vectors';

/** The weighted parts of the score of an answer; they add up to it. */
export interface RelatedParts {
  readonly similarity: number;
  readonly coInteraction: number;
  readonly creatorAffinity: number;
}

export interface RelatedItem extends Candidate {
  readonly score: number;
  readonly parts: RelatedParts;
}

export interface RelatedTo {
  readonly centre: Float32Array;
  /** By creator, in (0, 1]: their share of what is asked about. */
  readonly creatorShares: ReadonlyMap<string, number>;
  /** What it says about others, by item. */
  readonly sums: ReadonlyMap<string, number>;
}

/** The best first; equal scores by id. Items with a score of 0 or less are dropped. */
export function scoreRelated(
  candidates: readonly Candidate[],
  { centre, creatorShares, sums }: RelatedTo,
  { coInteraction = 0, creatorAffinity = 0 }: RelatedWeights,
): RelatedItem[] {
  return candidates
    .map((candidate) => {
      const { sampleId, creatorId, publishedAt, vector } = candidate;
      const parts = {
        similarity: dotDense(vector, centre),
        coInteraction: coInteraction * (sums.get(sampleId) ?? 0),
        creatorAffinity: creatorAffinity * Math.sqrt(creatorShares.get(creatorId) ?? 0),
      };
      const score = parts.similarity + parts.coInteraction + parts.creatorAffinity;
      return { sampleId, creatorId, publishedAt, vector, parts, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.sampleId < b.sampleId ? -1 : 1));
}

export function sharesOf(creators: readonly string[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const creator of creators) shares.set(creator, (shares.get(creator) ?? 0) + 1 / creators.length);
  return shares;
}
