import type { Candidate } from '../candidate.ts';

/** An item on its way into a feed. Lists of entries are in the order of their scores, the best first. */
export interface Entry {
  readonly candidate: Candidate;
  /** Its row in the score columns. */
  readonly row: number;
  /** What its factors add up to, and what variety took off so far. */
  readonly score: number;
}
