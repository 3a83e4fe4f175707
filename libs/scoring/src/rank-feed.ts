import type { Variety } from '@jophiel/domain';
import { TopK } from '@jophiel/vectors';
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

export interface RankedItem {
  readonly sampleId: string;
  /** ScoreFinal and the diversity. */
  readonly score: number;
  /** What variety took off ScoreFinal, below 0; absent when nothing. */
  readonly diversity?: number;
}

export interface RankOptions {
  readonly calculator: ScoreCalculator;
  /** From 0 to 1; stands in for the similarity while nothing is known of a taste. */
  readonly popularity: ReadonlyMap<string, number>;
  /** Without it, the order is ScoreFinal alone. */
  readonly variety?: Variety | undefined;
  readonly size: number;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * The best candidates by ScoreFinal, exactly scored, and by what the variety makes of it. What the user has decided on
 * is no recommendation.
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
    score === scoreFinal ? { sampleId, score } : { sampleId, score, diversity: score - scoreFinal },
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
  const top = new TopK(size);
  scores.forEach((score, index) => {
    if (!Number.isNaN(score)) top.offer(index, score);
  });
  return top.result().map(({ id, score }) => ({ sampleId: candidates[id]!.sampleId, score }));
}
