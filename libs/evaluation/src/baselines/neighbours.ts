import { bestOf, type Recommender } from '../recommend.ts';
import { choosersOf, type Split } from '../split.ts';

/**
 * ItemKNN (Sarwar et al. 2001): for each item the k items of highest cosine by users in common; an item's score is the
 * sum of the cosines of its neighbours that the user chose.
 */
export function itemNeighbours(split: Split, k = 100): Recommender {
  const { train, items } = split;
  const choosers = choosersOf(split);
  const common = new Float64Array(items.length);
  // By the neighbour, so that a user's items find whom they speak for.
  const speaksFor = items.map((): { items: number[]; cosines: number[] } => ({ items: [], cosines: [] }));
  choosers.forEach((users, item) => {
    common.fill(0);
    for (const user of users) for (const other of train[user]!) common[other]!++;
    for (let other = 0; other < common.length; other++)
      common[other] =
        common[other] === 0 || other === item
          ? Number.NEGATIVE_INFINITY
          : common[other]! / Math.sqrt(users.length * choosers[other]!.length);
    for (const neighbour of bestOf(common, k)) {
      speaksFor[neighbour]!.items.push(item);
      speaksFor[neighbour]!.cosines.push(common[neighbour]!);
    }
  });
  const scores = new Float64Array(items.length);
  return {
    scores(user) {
      scores.fill(0);
      for (const item of train[user]!) {
        const spoken = speaksFor[item]!;
        spoken.items.forEach((other, index) => (scores[other]! += spoken.cosines[index]!));
      }
      return scores;
    },
  };
}

/** UserKNN: the items of the k users of highest cosine, each weighed by the cosine. */
export function userNeighbours(split: Split, k = 30): Recommender {
  const { train, items, users } = split;
  const choosers = choosersOf(split);
  const common = new Float64Array(users.length);
  const scores = new Float64Array(items.length);
  return {
    scores(user) {
      common.fill(0);
      scores.fill(0);
      const own = train[user]!;
      for (const item of own) for (const other of choosers[item]!) common[other]!++;
      for (let other = 0; other < common.length; other++)
        common[other] =
          common[other] === 0 || other === user
            ? Number.NEGATIVE_INFINITY
            : common[other]! / Math.sqrt(own.length * train[other]!.length);
      for (const neighbour of bestOf(common, k))
        for (const item of train[neighbour]!) scores[item]! += common[neighbour]!;
      return scores;
    },
  };
}
