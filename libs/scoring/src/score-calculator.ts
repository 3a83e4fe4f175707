import { decay } from '@jophiel/vectors';

/** The weights of ScoreFinal, from the domain definition. */
export interface ScoringWeights {
  readonly similarity: number;
  readonly following: number;
  readonly novelty: number;
  /** At most 0. */
  readonly decidedPenalty: number;
  readonly noveltyHalfLifeDays: number;
}

/** What one user's view of one item is scored by. */
export interface ScoreInput {
  /** Cosine of taste and item, in [-1, 1]; 0 without a taste. */
  readonly similarity: number;
  readonly creatorFollowed: boolean;
  /** Epoch ms. */
  readonly publishedAt: number;
  readonly decided: boolean;
}

export interface Score {
  readonly similarity: number;
  readonly following: number;
  readonly novelty: number;
  readonly penalty: number;
  /** The sum of the four others, which are already weighted. */
  readonly total: number;
}

/**
 * `ScoreFinal = similarity·w₁ + following·w₂ + novelty·w₃ + penalty`: every ScoreFinal that is stored, answered or explained
 * comes from here. Only the search for candidates, which leaves out what cannot be among the best, says
 * `similarity·w₁ + novelty·w₃` in words of its own: in SQL (candidate-keys.ts in libs/candidates) and in the kernels of
 * libs/nearest. score-final.test.ts in libs/candidates holds these to the numbers and the order of this class.
 */
export class ScoreCalculator {
  readonly #weights: ScoringWeights;

  constructor(weights: ScoringWeights) {
    this.#weights = weights;
  }

  /** By how much a cosine is multiplied. */
  get similarityWeight(): number {
    return this.#weights.similarity;
  }

  /** @param now epoch ms at which novelty is taken */
  score(input: ScoreInput, now: number): Score {
    const weights = this.#weights;
    const similarity = input.similarity * weights.similarity;
    const following = input.creatorFollowed ? weights.following : 0;
    const novelty = this.novelty(input.publishedAt, now) * weights.novelty;
    const penalty = input.decided ? weights.decidedPenalty : 0;
    return { similarity, following, novelty, penalty, total: similarity + following + novelty + penalty };
  }

  /** `2^(−age/halfLife)`, in (0, 1]; an item from the future is as new as one published now. */
  novelty(publishedAt: number, now: number): number {
    return decay(Math.max(now - publishedAt, 0), this.#weights.noveltyHalfLifeDays);
  }
}
