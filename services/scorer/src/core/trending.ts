import { type DomainDefinition, traitsOf } from '@jophiel/domain';
import { anonymousListener, rankFeed, type ScoreCalculator } from '@jophiel/scoring';
import { emptyVector } from '@jophiel/vectors';

/** What each interaction adds to an item's popularity: its weight in the taste; an undo subtracts it. */
export function popularityWeights(
  domain: DomainDefinition,
): { readonly interaction: string; readonly weight: number }[] {
  return Object.entries(domain.interactions).flatMap(([name, interaction]) => {
    const { taste, undo } = traitsOf(interaction);
    if (taste === undefined) return [];
    const done = { interaction: name, weight: taste.weight };
    return undo === undefined ? [done] : [done, { interaction: undo.name, weight: -taste.weight }];
  });
}

/** A recently liked item, or a new one. */
export interface PopularItem {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms. */
  readonly publishedAt: number;
  /** Decayed sum of weights; 0 for an item that is only new. */
  readonly liking: number;
}

export interface TrendingItem {
  readonly sampleId: string;
  /** ScoreFinal; shared lists have no variety. */
  readonly score: number;
  readonly popularity: number;
}

/**
 * The feed for users without a taste: ScoreFinal with popularity (0 to 1) in place of similarity; equal scores by id.
 */
export function rankTrending(
  items: readonly PopularItem[],
  calculator: ScoreCalculator,
  size: number,
  now: number,
): TrendingItem[] {
  const most = Math.max(...items.map(({ liking }) => liking), 0);
  const popularity = new Map(
    items.map(({ sampleId, liking }) => [sampleId, most === 0 ? 0 : Math.max(liking, 0) / most]),
  );
  // Without a taste, no vector is read.
  const candidates = items.map((item) => ({ ...item, vector: emptyVector }));
  return rankFeed(anonymousListener(), candidates, { calculator, popularity, size, now }).map(
    ({ sampleId, score }) => ({
      sampleId,
      score,
      popularity: popularity.get(sampleId)!,
    }),
  );
}
