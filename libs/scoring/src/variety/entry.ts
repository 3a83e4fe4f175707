import type { Candidate } from '../candidate.ts';

/** An item on its way into a feed. Lists of entries are in the order of their scores, the best first. */
export interface Entry {
  readonly candidate: Candidate;
  readonly scoreFinal: number;
  /** ScoreFinal, and what variety took off it so far: never above it. */
  readonly score: number;
}
