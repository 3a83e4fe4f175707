import { decay } from '@jophiel/vectors';
import type { Factor } from './factor.ts';

/** `2^(−age/halfLife)`, in (0, 1]; an item from the future is as new as one published now. */
export const novelty: Factor = (weights, _listener, items, { now }) => {
  const column = new Float64Array(items.length);
  for (let row = 0; row < column.length; row++)
    column[row] = decay(Math.max(now - items[row]!.publishedAt, 0), weights.noveltyHalfLifeDays) * weights.novelty;
  return column;
};
