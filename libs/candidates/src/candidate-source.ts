import type { Candidate } from '@jophiel/scoring';

export interface CandidateRequest {
  /** Length 1; undefined for a user without a taste. */
  readonly taste: Float32Array | undefined;
  /** Creators whose items get a bonus: those whom the user follows, and those whose items they like. */
  readonly creators: readonly string[];
  /** Further items that are to be candidates: those found by co-interaction and popularity. */
  readonly named?: readonly string[];
  /** Items the user has decided on. They are excluded. */
  readonly decided: ReadonlySet<string>;
  /** The candidates should contain this many of the best by ScoreFinal. */
  readonly wanted: number;
  /** Default: the weights that the source was made with. */
  readonly weights?: OrderWeights;
}

/** The weights of ScoreFinal that a source orders candidates by. */
export interface OrderWeights {
  readonly similarity: number;
  readonly novelty: number;
  readonly noveltyHalfLifeDays: number;
}

/**
 * Finds a set of items that contains the best by ScoreFinal. Answers are in the order of the requests. Every candidate
 * is listed, occurs once in an answer, and has a vector of the current layout. `npm run bench -- candidates` measures
 * the recall.
 */
export interface CandidateSource {
  find(requests: readonly CandidateRequest[]): Promise<Candidate[][]>;
}
