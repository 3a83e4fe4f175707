import { expect, test } from 'vitest';
import { seededNumbers } from '../random.ts';
import type { Split } from '../split.ts';
import { ease } from './ease.ts';
import { invertSymmetric } from './invert-symmetric.ts';

const USERS = 70;
const ITEMS = 40;
const L2 = 5;
const next = seededNumbers(2);
const train = Array.from({ length: USERS }, (_, user) =>
  Uint32Array.from(
    Array.from({ length: ITEMS }, (_, item) => item).filter(
      (item) => user !== 7 && next() < (item % 4 === 0 ? 0.3 : 0.1),
    ),
  ),
);
const split: Split = {
  users: train.map((_, user) => `u${user}`),
  items: Array.from({ length: ITEMS }, (_, item) => `i${item}`),
  train,
  test: train.map(() => new Uint32Array()),
  terms: Array.from({ length: ITEMS }, () => new Map()),
};

/** Steck's equation as it stands, over items × items. */
function primalScores(user: number): number[] {
  const gram = new Float64Array(ITEMS * ITEMS);
  for (const row of train) for (const one of row) for (const other of row) gram[one * ITEMS + other]!++;
  for (let item = 0; item < ITEMS; item++) gram[item * ITEMS + item]! += L2;
  invertSymmetric(gram, ITEMS);
  return Array.from({ length: ITEMS }, (_, item) =>
    Array.from(train[user]!).reduce(
      (sum, own) => sum + (own === item ? 0 : -gram[own * ITEMS + item]! / gram[item * ITEMS + item]!),
      0,
    ),
  );
}

test.each(['float64', 'float32'] as const)('the dual form in %s scores as the primal form', (precision) => {
  const recommender = ease(split, { l2: L2, precision });
  for (const user of [0, 3, 69]) {
    const scores = recommender.scores(user);
    const naive = primalScores(user);
    const unknown = naive.flatMap((_, item) => (train[user]!.includes(item) ? [] : [item]));
    expect(unknown.length).toBeGreaterThan(10);
    for (const item of unknown) expect(scores[item]).toBeCloseTo(naive[item]!, precision === 'float64' ? 9 : 4);
  }
  expect(recommender.scores(7).every((score) => score === 0)).toBe(true);
});

test('an inverse times its matrix is the identity; what has none is refused', () => {
  const n = 67;
  const rows = Array.from({ length: n }, () => Array.from({ length: n }, () => next() - 0.5));
  const matrix = Float64Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [rows[Math.floor(at / n)]!, rows[at % n]!];
    return row.reduce((sum, value, index) => sum + value * column[index]!, 0) + (Math.floor(at / n) === at % n ? 1 : 0);
  });
  const inverse = matrix.slice();
  invertSymmetric(inverse, n);
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let index = 0; index < n; index++) sum += matrix[row * n + index]! * inverse[index * n + column]!;
      expect(sum).toBeCloseTo(row === column ? 1 : 0, 9);
    }
  expect(() => invertSymmetric(Float64Array.of(1, 2, 2, 1), 2)).toThrow('not positive definite: pivot 1 is -3');
});
