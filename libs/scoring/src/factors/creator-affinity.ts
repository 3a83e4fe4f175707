import type { Factor } from './factor.ts';

/** The square root of the creator's share of what the listener likes, in [0, 1]. */
export const creatorAffinity: Factor = ({ creatorAffinity: weight = 0 }, { likes }, items) => {
  const column = new Float64Array(items.length);
  if (weight === 0 || likes === undefined) return column;
  for (let row = 0; row < column.length; row++) {
    const share = likes.creatorShares.get(items[row]!.creatorId);
    if (share !== undefined) column[row] = weight * Math.sqrt(share);
  }
  return column;
};
