import { intraListDiversity, type WordVector } from './intra-list-diversity.ts';

/** What all rankings together do with the catalogue. */
export interface CatalogueMetrics {
  /** Share of all items that stand in somebody's first k. */
  readonly coverage: number;
  /** Inequality of how often items are shown, items never shown too: 0 (all alike) to 1. */
  readonly gini: number;
  /** Mean of −log2(share of users who chose the item); an item that nobody chose counts as one that one user chose. */
  readonly novelty: number;
  /** How unlike the items of one list are by their words, from 0 to 1. */
  readonly diversity: number;
}

export interface CatalogueOptions {
  /** Users who chose each item. */
  readonly counts: ArrayLike<number>;
  /** All users who chose anything. */
  readonly users: number;
  /** The words of each item. */
  readonly vectors: readonly WordVector[];
  readonly k: number;
}

/** @param rankings the best first, one per user; at least one item in all */
export function catalogueMetrics(
  rankings: readonly ArrayLike<number>[],
  { counts, users, vectors, k }: CatalogueOptions,
): CatalogueMetrics {
  const shown = new Uint32Array(counts.length);
  let novelty = 0;
  let places = 0;
  for (const ranking of rankings)
    for (let rank = 0; rank < Math.min(k, ranking.length); rank++) {
      const item = ranking[rank]!;
      shown[item]!++;
      novelty -= Math.log2(Math.max(counts[item]!, 1) / users);
      places += 1;
    }
  const covered = shown.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return {
    coverage: covered / counts.length,
    gini: giniOf(shown),
    novelty: novelty / places,
    diversity: intraListDiversity(rankings, vectors, k),
  };
}

/** Inequality of counts, from 0 (all alike) to 1. */
export function giniOf(shown: Uint32Array): number {
  const total = shown.reduce((sum, count) => sum + count, 0);
  let weighted = 0;
  shown.toSorted().forEach((count, index) => (weighted += (2 * (index + 1) - shown.length - 1) * count));
  return weighted / (shown.length * total);
}
