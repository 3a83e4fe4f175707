import { expect, test } from 'vitest';
import { popularityOf } from './popularity.ts';

test('the item with the most likers has 1, others the share of their logarithm, those without a liker none', () => {
  const likers = new Map([
    ['most', 10],
    ['some', 2.5],
    ['forgotten', 0],
  ]);
  expect([...popularityOf(likers)]).toEqual([
    ['most', 1],
    ['some', Math.log(3.5) / Math.log(11)],
  ]);
});

test('no likers make no popularity', () => {
  expect(popularityOf(new Map()).size).toBe(0);
});
