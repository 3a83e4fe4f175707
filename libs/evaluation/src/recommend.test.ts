import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestOf, recommend } from './recommend.ts';
import { splitOf } from './split.ts';

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

test('what a user met takes no place, though the user did not choose it', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => ({
    id,
    creatorId: 'x',
    publishedAt: 0,
    metadata: {},
    terms: new Map<string, number>(),
  }));
  const split = splitOf({
    items,
    train: [{ user: 'u', item: 'a', at: 0 }],
    test: [{ user: 'v', item: 'b', at: 0 }],
    met: [
      { user: 'u', item: 'b' },
      { user: 'nobody', item: 'c' },
      { user: 'u', item: 'unknown' },
    ],
  });
  const rankings = recommend(split, { scores: () => Float64Array.of(4, 3, 2, 1) }, [0, 1], 2);
  expect(Array.from(rankings.get(0)!)).toEqual([2, 3]);
  expect(Array.from(rankings.get(1)!)).toEqual([0, 1]);
});
