import type { WeightTable } from '@jophiel/learning';
import type { Likes } from '@jophiel/scoring';
import type { Liked } from '../postgres/statements/load-liked.ts';

/** What the learned factors need of a user's positive items. @param table undefined while no weights are in memory */
export function likesOf(liked: readonly Liked[], table: WeightTable | undefined): Likes {
  const sums = table?.sumsFor(liked);
  return {
    count: liked.length,
    creatorShares: sharesOf(liked),
    ...(sums === undefined ? {} : { coInteraction: sums.of, bestByCoInteraction: sums.best }),
  };
}

function sharesOf(liked: readonly Liked[]): Map<string, number> {
  const all = liked.reduce((sum, { amount }) => sum + amount, 0);
  const shares = new Map<string, number>();
  for (const { creatorId, amount } of liked)
    if (creatorId !== undefined) shares.set(creatorId, (shares.get(creatorId) ?? 0) + amount / all);
  return shares;
}
