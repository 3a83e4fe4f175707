import type { RankedItem, ScoredItem } from '@jophiel/scoring';

export interface FeedOrigin {
  readonly profileVersion: number;
  readonly layout: string;
  /** Id of the definition's scoring and experiments. */
  readonly scoring: string;
  readonly variant: string | undefined;
  /** Time of the ranking; new items may have been inserted since. */
  readonly rankedAt: Date;
}

export interface NewFeed extends FeedOrigin {
  readonly userId: string;
  readonly items: readonly RankedItem[];
  readonly generatedAt: Date;
  /** The version that it replaces; 0 for none. */
  readonly replaces: number;
}

export interface StoredFeed extends FeedOrigin {
  readonly userId: string;
  readonly version: number;
  readonly items: readonly RankedItem[];
}

export interface FeedVersion extends Omit<FeedOrigin, 'rankedAt'> {
  readonly version: number;
  /** Items that exploration placed. */
  readonly explored: readonly string[];
}

export function isOfSameOrigin(one: Omit<FeedOrigin, 'rankedAt'>, other: Omit<FeedOrigin, 'rankedAt'>): boolean {
  return (
    one.profileVersion === other.profileVersion &&
    one.layout === other.layout &&
    one.scoring === other.scoring &&
    one.variant === other.variant
  );
}

/** Score change that counts as none: what audio's novelty loses in two days. */
const TOLERANCE = 0.01;

/**
 * Whether two feeds have the same items with scores within the tolerance: then only items whose scores differ by less
 * than twice the tolerance can be in the wrong order.
 */
export function isUnchanged(items: readonly ScoredItem[], former: readonly ScoredItem[]): boolean {
  if (items.length !== former.length) return false;
  const scores = new Map(former.map(({ sampleId, score }) => [sampleId, score]));
  return items.every(({ sampleId, score }) => Math.abs(score - (scores.get(sampleId) ?? Number.NaN)) <= TOLERANCE);
}
