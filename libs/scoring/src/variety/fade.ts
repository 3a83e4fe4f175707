/** How an item fades that is shown again and again without the user doing anything with it. */
export interface Fading {
  /** So many showings are free; at least 1. */
  readonly after: number;
  /** What is lost in the end. */
  readonly strength: number;
}

/**
 * What an item's score loses by having been shown: `−strength · (1 − 2^(−(shown − after) / after))` above `after`
 * showings, else 0; so half the strength is gone at twice as many. Exponential discounts of impressions: Lee et al.,
 * Modeling Impression Discounting in Large-scale Recommender Systems, KDD 2014.
 *
 * @param shown how often, older times counting less
 * @returns in (−strength, 0]
 */
export function fade({ after, strength }: Fading, shown: number): number {
  return shown <= after ? 0 : -strength * (1 - 2 ** ((after - shown) / after));
}
