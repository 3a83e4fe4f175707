import type { RankedItem } from '@jophiel/scoring';

/** A feed to be stored in the place of the one that was there. */
export interface NewFeed {
  readonly userId: string;
  readonly items: readonly RankedItem[];
  readonly profileVersion: number;
  readonly layout: string;
  readonly generatedAt: Date;
  /** The version that it replaces; 0 for none. */
  readonly replaces: number;
}

/** Of a stored feed, what decides whether another may take its place. */
export interface FeedVersion {
  readonly version: number;
  readonly profileVersion: number;
}

export const noFeed: FeedVersion = { version: 0, profileVersion: 0 };
