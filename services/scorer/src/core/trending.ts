import { type DomainDefinition, traitsOf } from '@jophiel/domain';
import { anonymousListener, rankFeed, type ScoreCalculator } from '@jophiel/scoring';
import { emptyVector } from '@jophiel/vectors';

/** How much each interaction adds to an item's popularity: its weight in the taste, taken back by its undo. */
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

/** An item that is liked of late, or new. */
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
  /** ScoreFinal: no variety is applied to what everybody gets. */
  readonly score: number;
  readonly popularity: number;
}

/**
 * The feed of users of whom nothing is known: ScoreFinal with the popularity, from 0 to 1, in the place of the similarity;
 * what scores the same by id.
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
  // Without a taste, no vector is looked at.
  const candidates = items.map((item) => ({ ...item, vector: emptyVector }));
  return rankFeed(anonymousListener(), candidates, { calculator, popularity, size, now }).map(
    ({ sampleId, score }) => ({
      sampleId,
      score,
      popularity: popularity.get(sampleId)!,
    }),
  );
}
