import type { Candidate } from '../candidate.ts';
import { similaritiesTo } from '../similarities.ts';
import type { Factor } from './factor.ts';

/** The cosine of taste and item, from -1 to 1; the item's popularity for a listener without a taste. */
export const similarity: Factor = (weights, { taste }, items, { popularity }) => {
  const column = taste === undefined ? popularities(items, popularity) : similaritiesTo(taste, items);
  for (let row = 0; row < column.length; row++) column[row]! *= weights.similarity;
  return column;
};

function popularities(items: readonly Candidate[], popularity: ReadonlyMap<string, number>): Float64Array {
  const column = new Float64Array(items.length);
  for (let row = 0; row < column.length; row++) column[row] = popularity.get(items[row]!.sampleId) ?? 0;
  return column;
}
