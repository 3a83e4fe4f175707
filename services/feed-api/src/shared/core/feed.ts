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
  /** ScoreFinal of each; the very list of scores where these are nothing else. */
  readonly scoreFinals: readonly number[];
}

/** Which samples must not be shown at this moment. */
export interface Gone {
  readonly has: (sampleId: string) => boolean;
  /** Another one whenever something goes away or comes back. */
  readonly revision: number;
}

export function without(feed: Feed, isGone: (sampleId: string) => boolean): Feed {
  if (!feed.sampleIds.some(isGone)) return feed;
  const kept = [...feed.sampleIds.keys()].filter((place) => !isGone(feed.sampleIds[place]!));
  const [sampleIds, scores] = [kept.map((place) => feed.sampleIds[place]!), kept.map((place) => feed.scores[place]!)];
  const isVaried = feed.scoreFinals !== feed.scores;
  return { ...feed, sampleIds, scores, scoreFinals: isVaried ? kept.map((place) => feed.scoreFinals[place]!) : scores };
}
