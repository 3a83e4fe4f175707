import type { FeedSource } from '@jophiel/contracts';

export interface Feed {
  readonly source: FeedSource;
  /** 0 for a feed without an owner. */
  readonly version: number;
  readonly variant?: string;
  readonly generatedAt: Date;
  readonly sampleIds: readonly string[];
  readonly scores: readonly number[];
  /** The same array as `scores` where both are equal. */
  readonly scoreFinals: readonly number[];
  readonly learned?: readonly number[];
  /** What lifted new samples to their places, 0 for the others; absent where there are none. */
  readonly exploration?: readonly number[];
}

export interface Unlisted {
  readonly has: (sampleId: string) => boolean;
  /** Changes when a sample becomes unlisted or listed. */
  readonly revision: number;
}

export function excludeFrom(feed: Feed, isExcluded: (sampleId: string) => boolean): Feed {
  if (!feed.sampleIds.some(isExcluded)) return feed;
  const left = [...feed.sampleIds.keys()].filter((place) => !isExcluded(feed.sampleIds[place]!));
  const [sampleIds, scores] = [left.map((place) => feed.sampleIds[place]!), left.map((place) => feed.scores[place]!)];
  const isVaried = feed.scoreFinals !== feed.scores;
  return {
    ...feed,
    sampleIds,
    scores,
    scoreFinals: isVaried ? left.map((place) => feed.scoreFinals[place]!) : scores,
    ...(feed.learned === undefined ? {} : { learned: left.map((place) => feed.learned![place]!) }),
    ...(feed.exploration === undefined ? {} : { exploration: left.map((place) => feed.exploration![place]!) }),
  };
}

/** What lifted new samples of a feed to their places. */
export function explorationIn({ sampleIds, exploration = [] }: Feed): ReadonlyMap<string, number> {
  return new Map(exploration.flatMap((lift, place) => (lift === 0 ? [] : [[sampleIds[place]!, lift] as const])));
}
