import { type Floats, invertSymmetric } from './invert-symmetric.ts';
import type { Recommender } from '../recommend.ts';
import { choosersOf, type Split } from '../split.ts';

export interface EaseOptions {
  readonly l2?: number;
  /** float32 halves the memory: with float64, two matrices have 8 bytes each for every pair of users. */
  readonly precision?: 'float64' | 'float32';
}

/**
 * EASE (Steck 2019) in its dual form, with a matrix of users × users: with M = (XXᵀ + l2·I)⁻¹ the scores of a user's new
 * items are −l2·(MX)ᵤⱼ / (1 − xⱼᵀMxⱼ), by the identity of Woodbury from S = X(I − P·diag(P)⁻¹), P = (XᵀX + l2·I)⁻¹.
 * Users without choices have no row.
 */
export function ease(split: Split, { l2 = 500, precision = 'float64' }: EaseOptions = {}): Recommender {
  const { train, items, users } = split;
  const choosers = choosersOf(split);
  const rowOf = new Int32Array(users.length).fill(-1);
  const active = train.flatMap((row, user) => (row.length === 0 ? [] : [user]));
  active.forEach((user, row) => (rowOf[user] = row));
  const size = active.length;
  const inverse: Floats = precision === 'float64' ? new Float64Array(size * size) : new Float32Array(size * size);
  active.forEach((user, row) => {
    const start = row * size;
    for (const item of train[user]!) for (const other of choosers[item]!) inverse[start + rowOf[other]!]!++;
    inverse[start + row]! += l2;
  });
  invertSymmetric(inverse, size);
  const denominators = Float64Array.from(choosers, (ofItem) => {
    let sum = 0;
    for (const one of ofItem) for (const other of ofItem) sum += inverse[rowOf[one]! * size + rowOf[other]!]!;
    return 1 - sum;
  });
  const scores = new Float64Array(items.length);
  return {
    scores(user) {
      scores.fill(0);
      const start = rowOf[user]! * size;
      if (rowOf[user]! < 0) return scores;
      for (let row = 0; row < size; row++) {
        const weight = inverse[start + row]!;
        for (const item of train[active[row]!]!) scores[item]! += weight;
      }
      for (let item = 0; item < scores.length; item++) scores[item]! *= -l2 / denominators[item]!;
      return scores;
    },
  };
}
