import type { DataItem } from './data-set.ts';

/** The metadata key under which the data sets that are not catalogues have their words. */
export const LABELS = 'labels';

/**
 * An item that is known by its labels alone, and whose creator made nothing else.
 * @param labels each with its strength, above 0
 */
export function describedItem(id: string, labels: ReadonlyMap<string, number>, publishedAt: number): DataItem {
  const strongest = [...labels].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return {
    id,
    creatorId: `creator-${id}`,
    publishedAt,
    metadata: { [LABELS]: strongest.map(([label]) => label) },
    terms: labels,
  };
}
