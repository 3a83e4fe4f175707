import type { ScoredItem } from './rank-feed.ts';

type Scored = Pick<ScoredItem, 'score'>;

/** Scores closer than this are a tie: which of two equal items is shown is nobody's loss. */
const TIE = 1e-6;

/**
 * Share of the true best that a list holds, from 0 to 1. Items that tie with the last true one count as true: a catalogue
 * has many items of the same metadata, and any of them is as right.
 * @param truth the best first
 */
export function recallOf(found: readonly Scored[], truth: readonly Scored[]): number {
  const last = truth.at(-1);
  if (last === undefined) return 1;
  const right = found.filter(({ score }) => score >= last.score - TIE).length;
  return Math.min(right / truth.length, 1);
}
