import type { ScoreCalculator } from './score-calculator.ts';
import { dotDense, TopK } from '@jophiel/vectors';
import type { Candidate } from './candidate.ts';

/** All of a user that a feed depends on. */
export interface Listener {
  readonly userId: string;
  /** 0 when the user has no profile. */
  readonly profileVersion: number;
  readonly taste: Float32Array | undefined;
  readonly followedCreators: ReadonlySet<string>;
  /** Items the user has decided on. */
  readonly decided: ReadonlySet<string>;
}

export interface RankedItem {
  readonly sampleId: string;
  readonly score: number;
}

export interface RankOptions {
  readonly calculator: ScoreCalculator;
  /** From 0 to 1; stands in for the similarity while nothing is known of a taste. */
  readonly popularity: ReadonlyMap<string, number>;
  readonly size: number;
  /** Epoch ms. */
  readonly now: number;
}

/** The best candidates by ScoreFinal, exactly scored. What the user has decided on is no recommendation. */
export function rankFeed(listener: Listener, candidates: readonly Candidate[], options: RankOptions): RankedItem[] {
  const { calculator, popularity, size, now } = options;
  const { taste, followedCreators, decided } = listener;
  const top = new TopK(size);
  candidates.forEach(({ sampleId, creatorId, publishedAt, vector }, index) => {
    const similarity = taste === undefined ? (popularity.get(sampleId) ?? 0) : dotDense(vector, taste);
    const isDecided = decided.has(sampleId);
    const { total, penalty } = calculator.score(
      { similarity, creatorFollowed: followedCreators.has(creatorId), publishedAt, decided: isDecided },
      now,
    );
    if (penalty === 0) top.offer(index, total);
  });
  return top.result().map(({ id, score }) => ({ sampleId: candidates[id]!.sampleId, score }));
}
