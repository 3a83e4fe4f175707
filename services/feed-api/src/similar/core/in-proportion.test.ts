import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inProportion } from './in-proportion.ts';

const list = (name: string, length: number) => Array.from({ length }, (_, index) => `${name}${index}`);
const take = (shares: { weight: number; items: string[] }[], limit: number) =>
  inProportion(shares, limit, (item) => item).map(({ item }) => item);

test('each list has its share, from the first items on', () => {
  const shares = [
    { weight: 6, items: list('a', 9) },
    { weight: 3, items: list('b', 9) },
  ];
  expect(take(shares, 6)).toEqual(['a0', 'b0', 'a1', 'a2', 'b1', 'a3']);
});

test('what several lists have comes once, and tells whose turn it was', () => {
  const shares = [
    { weight: 2, items: ['x', 'y'] },
    { weight: 2, items: ['x', 'z'] },
  ];
  expect(inProportion(shares, 9, (item) => item)).toEqual([
    { item: 'x', share: 0 },
    { item: 'z', share: 1 },
    { item: 'y', share: 0 },
  ]);
});

test('a list that ends leaves its turns to the others', () => {
  expect(
    take(
      [
        { weight: 9, items: list('a', 1) },
        { weight: 1, items: list('b', 3) },
      ],
      9,
    ),
  ).toEqual(['a0', 'b0', 'b1', 'b2']);
});

test('at every length no list is further than one item from its share', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 60 }), (sizes, limit) => {
      const shares = sizes.map((weight, index) => ({ weight, items: list(String.fromCharCode(97 + index), limit) }));
      const chosen = inProportion(shares, limit, (item) => item);
      expect(chosen).toHaveLength(limit);
      const all = sizes.reduce((sum, weight) => sum + weight, 0);
      sizes.forEach((weight, share) => {
        const taken = chosen.filter((one) => one.share === share).length;
        expect(Math.abs(taken - (limit * weight) / all)).toBeLessThan(sizes.length > 2 ? 1.5 : 1);
      });
    }),
  );
});
