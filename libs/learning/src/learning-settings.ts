/** Bounds and constants of the regressions. A test or a benchmark may vary them; services use `learningSettings`. */
export interface LearningSettings {
  /** λ of the ridge: how much evidence a weight needs. */
  readonly lambda: number;
  /** α: the co-occurrences that a cosine of 1 between two contents counts for. */
  readonly alpha: number;
  /** Sources of an item's column. */
  readonly sources: number;
  /** Co-occurring items kept with an item, from which its sources are chosen. */
  readonly partners: number;
  /** Items nearest by content that may become sources, too. */
  readonly contentNeighbours: number;
  /** Distinct users that a pair needs; with fewer it counts as 0. */
  readonly minUsers: number;
  /** Positive items of a user that count; the others are left out by hash. */
  readonly maxPositives: number;
}

export const learningSettings: LearningSettings = {
  lambda: 100,
  alpha: 10,
  sources: 100,
  partners: 200,
  contentNeighbours: 100,
  minUsers: 2,
  maxPositives: 500,
};
