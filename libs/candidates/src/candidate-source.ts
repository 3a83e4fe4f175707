import type { Candidate } from '@jophiel/scoring';

/** For whom candidates are sought. */
export interface CandidateRequest {
  /** Length 1; undefined when nothing is known of the user's taste. */
  readonly taste: Float32Array | undefined;
  readonly followedCreators: readonly string[];
  /** Items the user has decided on: they are no candidates. */
  readonly decided: ReadonlySet<string>;
  /** So many of the best by ScoreFinal should be among the candidates. */
  readonly wanted: number;
  /** How ScoreFinal weighs for this user; left out where it is as for most, which the source knows. */
  readonly weights?: OrderWeights;
}

/** Of the weights of ScoreFinal, those that order candidates. */
export interface OrderWeights {
  readonly similarity: number;
  readonly novelty: number;
  readonly noveltyHalfLifeDays: number;
}

/**
 * Finds the items among which the best by ScoreFinal are, without having to look at all: for many requests at once, the
 * answers in their order. Every candidate may be recommended, comes once in an answer, and has a vector of the current
 * layout; how many of the true best are among them is what `npm run bench -- candidates` measures.
 */
export interface CandidateSource {
  find(requests: readonly CandidateRequest[]): Promise<Candidate[][]>;
}
