import type { FeedSource } from '@jophiel/contracts';

/** A feed to answer from, wherever it came from. */
export interface Feed {
  readonly source: FeedSource;
  /** 0 for a feed that is nobody's own. */
  readonly version: number;
  /** The experiment by which it was ranked; absent for none. */
  readonly variant?: string;
  readonly generatedAt: Date;
  readonly sampleIds: readonly string[];
  readonly scores: readonly number[];
}

/** Which samples must not be shown at this moment. */
export interface Gone {
  readonly has: (sampleId: string) => boolean;
  /** Another one whenever something goes away or comes back. */
  readonly revision: number;
}

export function without(feed: Feed, isGone: (sampleId: string) => boolean): Feed {
  if (!feed.sampleIds.some(isGone)) return feed;
  const kept = feed.sampleIds
    .map((sampleId, index) => ({ sampleId, score: feed.scores[index]! }))
    .filter(({ sampleId }) => !isGone(sampleId));
  return { ...feed, sampleIds: kept.map(({ sampleId }) => sampleId), scores: kept.map(({ score }) => score) };
}
