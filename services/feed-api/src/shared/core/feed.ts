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
  /** What orders the samples. */
  readonly scores: readonly number[];
  /** ScoreFinal of each; the same array as `scores` where both are equal. */
  readonly scoreFinals: readonly number[];
}

/** The samples that must not be shown at this moment. */
export interface Unlisted {
  readonly has: (sampleId: string) => boolean;
  /** Changes whenever a sample becomes unlisted or listed. */
  readonly revision: number;
}

/** The feed without the excluded samples and their scores, in the same order; the same object if none is excluded. */
export function excludeFrom(feed: Feed, isExcluded: (sampleId: string) => boolean): Feed {
  if (!feed.sampleIds.some(isExcluded)) return feed;
  const left = [...feed.sampleIds.keys()].filter((place) => !isExcluded(feed.sampleIds[place]!));
  const [sampleIds, scores] = [left.map((place) => feed.sampleIds[place]!), left.map((place) => feed.scores[place]!)];
  const isVaried = feed.scoreFinals !== feed.scores;
  return { ...feed, sampleIds, scores, scoreFinals: isVaried ? left.map((place) => feed.scoreFinals[place]!) : scores };
}
