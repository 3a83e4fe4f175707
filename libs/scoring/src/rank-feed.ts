import type { Variety } from '@jophiel/domain';
import { TopK } from '@jophiel/vectors';
import { byId } from './by-id.ts';
import type { Candidate } from './candidate.ts';
import type { Scene } from './factors/factor.ts';
import type { Listener } from './listener.ts';
import type { ScoreCalculator } from './score-calculator.ts';
import type { Entry } from './variety/entry.ts';
import { fade } from './variety/fade.ts';
import { vary } from './variety/vary.ts';

/** An item, and the number that tells its place. */
export interface ScoredItem {
  readonly sampleId: string;
  readonly score: number;
}

/**
 * An item of a feed, with the named sums of its score: `score = scoreFinal + diversity`. What else is to move an item
 * becomes another sum here, with a name of its own, and never a part of ScoreFinal.
 */
export interface RankedItem extends ScoredItem {
  /** As `ScoreCalculator` computes it. */
  readonly scoreFinal: number;
  /** What variety took off, below 0; absent when nothing, so that the score is ScoreFinal. */
  readonly diversity?: number;
}

export interface RankOptions extends Scene {
  readonly calculator: ScoreCalculator;
  /** Without it, the order is ScoreFinal alone: a sort by it, of which the first are taken. */
  readonly variety?: Variety | undefined;
  readonly size: number;
}

/**
 * The best candidates by ScoreFinal, exactly scored, and by what the variety makes of it; those that score the same by
 * their ids. What the user has decided on is no recommendation.
 */
export function rankFeed(listener: Listener, candidates: readonly Candidate[], options: RankOptions): RankedItem[] {
  const { variety, size } = options;
  const scores = scoresOf(listener, candidates, options);
  if (variety === undefined) return best(candidates, scores, size);
  const { userId, shown } = listener;
  const { hideOwnItems, fading } = variety;
  const entries: Entry[] = [];
  candidates.forEach((candidate, index) => {
    const scoreFinal = scores[index]!;
    if (Number.isNaN(scoreFinal) || (hideOwnItems === true && candidate.creatorId === userId)) return;
    const faded = fading === undefined ? 0 : fade(fading, shown?.get(candidate.sampleId) ?? 0);
    entries.push({ candidate, scoreFinal, score: scoreFinal + faded });
  });
  return vary(entries, variety, size).map(({ candidate: { sampleId }, scoreFinal, score }) =>
    score === scoreFinal
      ? { sampleId, scoreFinal, score }
      : { sampleId, scoreFinal, score, diversity: score - scoreFinal },
  );
}

/** ScoreFinal of each candidate; NaN of what the user has decided on. */
function scoresOf(listener: Listener, candidates: readonly Candidate[], options: RankOptions): Float64Array {
  const { total, parts } = options.calculator.scores(listener, candidates, options);
  for (let row = 0; row < total.length; row++) if (parts.penalty[row] !== 0) total[row] = Number.NaN;
  return total;
}

function best(candidates: readonly Candidate[], scores: Float64Array, size: number): RankedItem[] {
  const top = new TopK(size, (one, other) => byId(candidates[one]!, candidates[other]!));
  scores.forEach((score, index) => {
    if (!Number.isNaN(score)) top.offer(index, score);
  });
  return top.result().map(({ id, score }) => ({ sampleId: candidates[id]!.sampleId, scoreFinal: score, score }));
}
