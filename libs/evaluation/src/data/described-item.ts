import type { DataItem } from './data-set.ts';

/** The metadata key under which the data sets that are not catalogues have their words. */
export const LABELS = 'labels';

/** An analyser sends at most this many. */
const MAX_LABELS = 30;

/**
 * An item that is known by its labels alone, the 30 strongest, and whose creator made nothing else.
 * @param labels each with its strength, above 0; of equally strong ones the first are taken
 */
export function describedItem(id: string, labels: ReadonlyMap<string, number>, publishedAt: number): DataItem {
  const strongest = [...labels].toSorted(([, one], [, other]) => other - one).slice(0, MAX_LABELS);
  return {
    id,
    creatorId: `creator-${id}`,
    publishedAt,
    metadata: { [LABELS]: strongest.map(([label, strength]) => [label, strength]) },
    terms: labels,
  };
}
