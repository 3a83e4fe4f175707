import {
  anonymousListener,
  type ExploreOptions,
  exploreFeed,
  learnedSum,
  rankFeed,
  type ScoreCalculator,
} from '@jophiel/scoring';
import { emptyVector } from '@jophiel/vectors';

export interface PopularItem {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly publishedAt: number;
  readonly popularity: number;
}

export interface TrendingItem {
  readonly sampleId: string;
  /** ScoreFinal, what is learned, and exploration; shared lists have no variety. */
  readonly score: number;
  readonly learned: number;
  /** What lifted a new item to its place; 0 for the others. */
  readonly exploration: number;
  readonly popularity: number;
}

export interface TrendingScene {
  readonly calculator: ScoreCalculator;
  readonly size: number;
  readonly now: number;
  readonly explored?: Pick<ExploreOptions, 'exploration' | 'take'> & { readonly drawn: ReadonlySet<string> };
}

export interface Trending {
  readonly items: TrendingItem[];
  readonly taken: readonly string[];
}

/** The feed for users without a taste: by popularity and novelty, with places for new items; equal scores by id. */
export function rankTrending(items: readonly PopularItem[], { explored, ...scene }: TrendingScene): Trending {
  const popularity = new Map(items.map((item) => [item.sampleId, item.popularity]));
  // Without a taste, no vector is read.
  const found = items.map((item) => ({ ...item, vector: emptyVector }));
  const listener = anonymousListener();
  const options = { ...scene, popularity };
  const ranked = rankFeed(listener, found, options);
  const { items: placed, taken } =
    explored === undefined
      ? { items: ranked, taken: [] }
      : exploreFeed(listener, ranked, { found, drawn: explored.drawn }, { ...options, ...explored, former: new Set() });
  return {
    items: placed.map(({ sampleId, score, learned, exploration = 0 }) => ({
      sampleId,
      score,
      learned: learnedSum(learned),
      exploration,
      popularity: popularity.get(sampleId)!,
    })),
    taken,
  };
}
