import type { RankedItem, ScoredItem } from '@jophiel/scoring';

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
export interface FeedVersion extends Omit<FeedOrigin, 'rankedAt'> {
  readonly version: number;
}

/** Whether two feeds were ranked by the same profile and definition, so that only time is between them. */
export function isOfSameOrigin(one: Omit<FeedOrigin, 'rankedAt'>, other: Omit<FeedOrigin, 'rankedAt'>): boolean {
  return (
    one.profileVersion === other.profileVersion &&
    one.layout === other.layout &&
    one.scoring === other.scoring &&
    one.variant === other.variant
  );
}

/** A score that moved less says the same: as much as audio's novelty loses in two days. */
const TOLERANCE = 0.01;

/**
 * Whether a feed has the same items as another with scores that hardly moved, so that no two items stand in the wrong
 * order whose scores differ by more than twice the tolerance.
 */
export function isUnchanged(items: readonly ScoredItem[], former: readonly ScoredItem[]): boolean {
  if (items.length !== former.length) return false;
  const scores = new Map(former.map(({ sampleId, score }) => [sampleId, score]));
  return items.every(({ sampleId, score }) => Math.abs(score - (scores.get(sampleId) ?? Number.NaN)) <= TOLERANCE);
}
