import { describe, expect, test } from 'vitest';
import { recommend } from '../recommend.ts';
import type { Split } from '../split.ts';
import { contentMean, contentNearest } from './content.ts';
import { itemNeighbours, userNeighbours } from './neighbours.ts';
import { mostPopular, randomOrder } from './simple.ts';

const words = (...names: string[]) => new Map(names.map((name) => [name, 1]));
/** Items 0 to 2 are chosen together by users 0 to 2; 3 and 4 by users 3 and 4; nobody chose 5. */
const split: Split = {
  users: ['a', 'b', 'c', 'd', 'e', 'f'],
  items: ['0', '1', '2', '3', '4', '5'],
  train: [[0, 1, 2], [0, 1, 2], [0, 1], [3, 4], [3, 4], [3]].map((row) => Uint32Array.from(row)),
  test: [],
  terms: [words('x', 'y'), words('x'), words('x', 'z'), words('q'), words('r'), words('q', 'r')],
};
const bestFor = (recommender: Parameters<typeof recommend>[1], user: number) =>
  Array.from(recommend(split, recommender, [user], 3).get(user)!);

describe('a baseline', () => {
  test('of popularity ranks by users, ties by the order of items, without what the user chose', () => {
    expect(bestFor(mostPopular(split), 5)).toEqual([0, 1, 2]);
    expect(bestFor(mostPopular(split), 0)).toEqual([3, 4, 5]);
  });

  test('of neighbouring items or users finds what goes together', () => {
    expect(bestFor(itemNeighbours(split), 2)[0]).toBe(2);
    expect(bestFor(itemNeighbours(split), 5)[0]).toBe(4);
    expect(bestFor(userNeighbours(split), 2)[0]).toBe(2);
    expect(bestFor(userNeighbours(split), 5)[0]).toBe(4);
  });

  test('of content finds what is alike though nobody chose it', () => {
    expect(bestFor(contentMean(split), 5)[0]).toBe(5);
    expect(bestFor(contentNearest(split), 5)[0]).toBe(5);
    expect(bestFor(contentMean(split), 2)[0]).toBe(2);
  });

  test('of chance is the same for the same seed', () => {
    expect(bestFor(randomOrder(split), 1)).toEqual(bestFor(randomOrder(split), 1));
    expect(
      [2, 3, 4, 5, 6].some((seed) => bestFor(randomOrder(split, seed), 1)[0] !== bestFor(randomOrder(split), 1)[0]),
    ).toBe(true);
  });
});
