import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestOf } from './recommend.ts';

test('the best are those of a stable sort, without what is excluded', () => {
  const score = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(score, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (scores, k) => {
      const sorted = scores
        .map((value, index) => ({ value, index }))
        .filter(({ value }) => value !== Number.NEGATIVE_INFINITY)
        .toSorted((a, b) => b.value - a.value)
        .map(({ index }) => index);
      expect(Array.from(bestOf(scores, k))).toEqual(sorted.slice(0, k));
    }),
  );
});
