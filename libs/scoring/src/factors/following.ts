import type { Factor } from './factor.ts';

/** 1 where the listener follows the creator. */
export const following: Factor = (weights, { followedCreators }, items) => {
  const column = new Float64Array(items.length);
  if (followedCreators.size === 0) return column;
  for (let row = 0; row < column.length; row++)
    if (followedCreators.has(items[row]!.creatorId)) column[row] = weights.following;
  return column;
};
