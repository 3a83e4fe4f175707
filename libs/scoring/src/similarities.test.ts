import { dotDense, type SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { similaritiesTo } from './similarities.ts';

const DIMENSIONS = 12;
const number = fc.float({ min: -1, max: 1, noNaN: true });
const vectors: fc.Arbitrary<SparseVector> = fc.uniqueArray(fc.nat(DIMENSIONS - 1)).chain((indices) =>
  fc.array(number, { minLength: indices.length, maxLength: indices.length }).map((values) => ({
    indices: Uint16Array.from(indices).sort(),
    values: Float32Array.from(values),
  })),
);
const tastes = fc
  .array(number, { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((taste) => Float32Array.from(taste));

test('many inner products at once are bit for bit what they are one by one, also of vectors without entries', () => {
  fc.assert(
    fc.property(tastes, fc.array(vectors), (taste, all) => {
      const sums = similaritiesTo(
        taste,
        all.map((vector) => ({ vector })),
      );
      expect([...sums].map((sum) => sum + 0)).toEqual(all.map((vector) => dotDense(vector, taste) + 0));
    }),
  );
});
