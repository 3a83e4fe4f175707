import type { Variety } from '@jophiel/domain';
import { TopK } from '@jophiel/vectors';
import { byId } from './by-id.ts';
import type { Candidate } from './candidate.ts';
import type { ScoreCalculator } from './score-calculator.ts';
import { similaritiesTo } from './similarities.ts';
import type { Entry } from './variety/entry.ts';
import { fade } from './variety/fade.ts';
import { vary } from './variety/vary.ts';

/** All of a user that a feed depends on. */
export interface Listener {
  readonly userId: string;
  /** 0 when the user has no profile. */
  readonly profileVersion: number;
  readonly taste: Float32Array | undefined;
  readonly followedCreators: ReadonlySet<string>;
  /** Items the user has decided on. */
  readonly decided: ReadonlySet<string>;
  /** How often the user was shown items without doing anything with them, as of now; absent where nothing fades. */
  readonly shown?: ReadonlyMap<string, number>;
}

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

export interface RankOptions {
  readonly calculator: ScoreCalculator;
  /** From 0 to 1; stands in for the similarity while nothing is known of a taste. */
  readonly popularity: ReadonlyMap<string, number>;
  /** Without it, the order is ScoreFinal alone: a sort by it, of which the first are taken. */
  readonly variety?: Variety | undefined;
  readonly size: number;
  /** Epoch ms. */
  readonly now: number;
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
function scoresOf(
  { taste, followedCreators, decided }: Listener,
  candidates: readonly Candidate[],
  { calculator, popularity, now }: RankOptions,
): Float64Array {
  const similarities = taste === undefined ? undefined : similaritiesTo(taste, candidates);
  const scores = new Float64Array(candidates.length);
  candidates.forEach(({ sampleId, creatorId, publishedAt }, index) => {
    const similarity = similarities === undefined ? (popularity.get(sampleId) ?? 0) : similarities[index]!;
    const isDecided = decided.has(sampleId);
    const { total, penalty } = calculator.score(
      { similarity, creatorFollowed: followedCreators.has(creatorId), publishedAt, decided: isDecided },
      now,
    );
    scores[index] = penalty === 0 ? total : Number.NaN;
  });
  return scores;
}

function best(candidates: readonly Candidate[], scores: Float64Array, size: number): RankedItem[] {
  const top = new TopK(size, (one, other) => byId(candidates[one]!, candidates[other]!));
  scores.forEach((score, index) => {
    if (!Number.isNaN(score)) top.offer(index, score);
  });
  return top.result().map(({ id, score }) => ({ sampleId: candidates[id]!.sampleId, scoreFinal: score, score }));
}
