import type { RankedItem } from '@jophiel/scoring';

/** By what a feed was ranked. */
export interface FeedOrigin {
  readonly profileVersion: number;
  readonly layout: string;
  /** The id of the definition's scoring and experiments. */
  readonly scoring: string;
  /** The experiment that the user is in; undefined for none. */
  readonly variant: string | undefined;
  /** When it was ranked among all candidates; new items may have been inserted since. */
  readonly rankedAt: Date;
}

/** A feed to be stored in the place of the one that was there. */
export interface NewFeed extends FeedOrigin {
  readonly userId: string;
  readonly items: readonly RankedItem[];
  readonly generatedAt: Date;
  /** The version that it replaces; 0 for none. */
  readonly replaces: number;
}

/** A feed as it stands. */
export interface StoredFeed extends FeedOrigin {
  readonly userId: string;
  readonly version: number;
  /** The best first. */
  readonly items: readonly RankedItem[];
}

/** Of a stored feed, what decides whether another may take its place. */
export interface FeedVersion {
  readonly version: number;
  readonly profileVersion: number;
}

export const noFeed: FeedVersion = { version: 0, profileVersion: 0 };
