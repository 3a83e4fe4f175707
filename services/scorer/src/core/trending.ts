import { anonymousListener, learnedSum, rankFeed, type ScoreCalculator } from '@jophiel/scoring';
import { emptyVector } from '@jophiel/vectors';

export interface PopularItem {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** From 0 to 1. */
  readonly popularity: number;
}

export interface TrendingItem {
  readonly sampleId: string;
  /** ScoreFinal and what is learned; shared lists have no variety. */
  readonly score: number;
  readonly learned: number;
  readonly popularity: number;
}

/** The feed for users without a taste: by popularity and novelty; equal scores by id. */
export function rankTrending(
  items: readonly PopularItem[],
  calculator: ScoreCalculator,
  size: number,
  now: number,
): TrendingItem[] {
  const popularity = new Map(items.map((item) => [item.sampleId, item.popularity]));
  // Without a taste, no vector is read.
  const candidates = items.map((item) => ({ ...item, vector: emptyVector }));
  return rankFeed(anonymousListener(), candidates, { calculator, popularity, size, now }).map(
    ({ sampleId, score, learned }) => ({
      sampleId,
      score,
      learned: learnedSum(learned),
      popularity: popularity.get(sampleId)!,
    }),
  );
}
