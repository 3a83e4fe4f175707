import type { Factor } from './factor.ts';

/** Below 0 where the listener has decided on the item. */
export const penalty: Factor = (weights, { decided }, items) => {
  const column = new Float64Array(items.length);
  if (decided.size === 0) return column;
  for (let row = 0; row < column.length; row++)
    if (decided.has(items[row]!.sampleId)) column[row] = weights.decidedPenalty;
  return column;
};
