import type { Rankings } from './evaluate.ts';
import type { Split } from './split.ts';

/** A method that scores every item for a user. */
export interface Recommender {
  /** One score per item; the array is used again for the next user. */
  scores(user: number): Float64Array;
}

/** The best k of all items for each user, without those that the user chose; ties go to the earlier item. */
export function recommend(
  { train }: Pick<Split, 'train'>,
  recommender: Recommender,
  users: readonly number[],
  k: number,
): Rankings {
  return new Map(
    users.map((user) => {
      const scores = recommender.scores(user);
      for (const item of train[user]!) scores[item] = Number.NEGATIVE_INFINITY;
      return [user, bestOf(scores, k)];
    }),
  );
}

/** Indexes of the greatest finite scores, the greatest first; ties go to the lower index. */
export function bestOf(scores: ArrayLike<number>, k: number): Uint32Array {
  const best = new Uint32Array(k);
  let length = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index]!;
    if (score === Number.NEGATIVE_INFINITY) continue;
    if (length === k && !(score > scores[best[k - 1]!]!)) continue;
    let place = length < k ? length++ : k - 1;
    for (; place > 0 && score > scores[best[place - 1]!]!; place--) best[place] = best[place - 1]!;
    best[place] = index;
  }
  return best.slice(0, length);
}
