import { TopK } from '@jophiel/vectors';
import type { Rankings } from './evaluate.ts';
import type { Split } from './split.ts';

/** A method that scores every item for a user. */
export interface Recommender {
  /** One score per item; the array is used again for the next user. */
  scores(user: number): Float64Array;
}

/** The best k of all items for each user, without those that the user chose or met; ties go to the earlier item. */
export function recommend(
  { train, met }: Pick<Split, 'train' | 'met'>,
  recommender: Recommender,
  users: readonly number[],
  k: number,
): Rankings {
  return new Map(
    users.map((user) => {
      const scores = recommender.scores(user);
      for (const item of train[user]!) scores[item] = Number.NEGATIVE_INFINITY;
      for (const item of met?.[user] ?? []) scores[item] = Number.NEGATIVE_INFINITY;
      return [user, bestOf(scores, k)];
    }),
  );
}

/** Indexes of the greatest finite scores, the greatest first; ties go to the lower index. */
export function bestOf(scores: ArrayLike<number>, k: number): Uint32Array {
  // Without an order among equal scores, TopK keeps the first and takes no −∞.
  const best = new TopK(k);
  for (let index = 0; index < scores.length; index++) best.offer(index, scores[index]!);
  return Uint32Array.from(best.result(), ({ id }) => id);
}
