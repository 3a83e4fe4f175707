import type { Variety } from '@jophiel/domain';
import { TopK } from '@jophiel/vectors';
import { byId } from './by-id.ts';
import type { Candidate } from './candidate.ts';
import type { Scene } from './factors/factor.ts';
import type { Listener } from './listener.ts';
import { type LearnedParts, learnedPartsAt } from './learned-parts.ts';
import type { ScoreCalculator, ScoreColumns } from './score-calculator.ts';
import type { Entry } from './variety/entry.ts';
import { fade } from './variety/fade.ts';
import { vary } from './variety/vary.ts';

/** An item, and the number that tells its place. */
export interface ScoredItem {
  readonly sampleId: string;
  readonly score: number;
}

/**
 * An item of a feed, with the named sums of its score: `score = scoreFinal + learned + diversity + exploration`. What else is
 * to move an item becomes another sum here, with a name of its own, and never a part of ScoreFinal.
 */
export interface RankedItem extends ScoredItem {
  /** As `ScoreCalculator` computes it. */
  readonly scoreFinal: number;
  /** What is learned, part by part; absent when nothing. */
  readonly learned?: LearnedParts;
  /** What variety took off, below 0; absent when nothing. */
  readonly diversity?: number;
  /** What lifted a new item to its place, above 0; absent where its score did. */
  readonly exploration?: number;
}

export interface RankOptions extends Scene {
  readonly calculator: ScoreCalculator;
  /** Without it, the order is ScoreFinal alone: a sort by it, of which the first are taken. */
  readonly variety?: Variety | undefined;
  readonly size: number;
}

/**
 * The best candidates by ScoreFinal and what is learned, exactly scored, and by what the variety makes of it; those that
 * score the same by their ids. What the user has decided on is no recommendation.
 */
export function rankFeed(listener: Listener, candidates: readonly Candidate[], options: RankOptions): RankedItem[] {
  const { variety, size, calculator } = options;
  const columns = calculator.scores(listener, candidates, options);
  const scores = orderOf(columns);
  if (variety === undefined) return best(candidates, scores, size).map((row) => itemOf(row, scores[row]!));
  const { userId, shown } = listener;
  const { hideOwnItems, fading } = variety;
  const entries: Entry[] = [];
  candidates.forEach((candidate, row) => {
    const score = scores[row]!;
    if (Number.isNaN(score) || (hideOwnItems === true && candidate.creatorId === userId)) return;
    const faded = fading === undefined ? 0 : fade(fading, shown?.get(candidate.sampleId) ?? 0);
    entries.push({ candidate, row, score: score + faded });
  });
  return vary(entries, variety, size).map(({ row, score }) => itemOf(row, score));

  function itemOf(row: number, score: number): RankedItem {
    const { sampleId } = candidates[row]!;
    const learned = learnedPartsAt(columns, row);
    return {
      sampleId,
      scoreFinal: columns.scoreFinal[row]!,
      ...(learned === undefined ? {} : { learned }),
      ...(score === scores[row]! ? {} : { diversity: score - scores[row]! }),
      score,
    };
  }
}

/** What orders the candidates before variety; NaN of what the user has decided on. */
function orderOf({ total, parts }: ScoreColumns): Float64Array {
  return total.map((score, row) => (parts.penalty[row] === 0 ? score : Number.NaN));
}

/** Rows of the highest scores. */
function best(candidates: readonly Candidate[], scores: Float64Array, size: number): number[] {
  const top = new TopK(size, (one, other) => byId(candidates[one]!, candidates[other]!));
  scores.forEach((score, row) => {
    if (!Number.isNaN(score)) top.offer(row, score);
  });
  return top.result().map(({ id }) => id);
}
