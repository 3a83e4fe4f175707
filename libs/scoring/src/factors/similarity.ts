import type { Candidate } from '../candidate.ts';
import { similaritiesTo } from '../similarities.ts';
import type { Factor, ScoringWeights } from './factor.ts';

/**
 * The cosine of taste and item, from -1 to 1; 0 for an item without a vector. For a listener without a taste it is the item's
 * popularity, unless popularity has a weight of its own.
 */
export const similarity: Factor = (weights, { taste }, items, { popularity }) => {
  const column = taste === undefined ? insteadOfTaste(weights, items, popularity) : similaritiesTo(taste, items);
  for (let row = 0; row < column.length; row++) column[row]! *= weights.similarity;
  return column;
};

function insteadOfTaste(
  weights: ScoringWeights,
  items: readonly Candidate[],
  popularity: ReadonlyMap<string, number>,
): Float64Array {
  const column = new Float64Array(items.length);
  if ((weights.popularity ?? 0) > 0) return column;
  for (let row = 0; row < column.length; row++) column[row] = popularity.get(items[row]!.sampleId) ?? 0;
  return column;
}
