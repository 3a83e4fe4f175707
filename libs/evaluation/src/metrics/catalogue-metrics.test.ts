import { expect, test } from 'vitest';
import { catalogueMetrics } from './catalogue-metrics.ts';

const vectors = Array.from({ length: 4 }, (_, word) => ({ words: [word], weights: [1] }));
const about = { counts: [4, 2, 1, 0], users: 4, vectors, k: 2 };

test('two of four items shown, one of them to everybody', () => {
  const found = catalogueMetrics([[0, 1], [0, 1], [0]], about);
  expect(found.coverage).toBe(0.5);
  expect(found.novelty).toBeCloseTo((3 * 0 + 2 * 1) / 5, 12);
});

test('all items shown alike are equal, one alone is as unequal as four can be', () => {
  const alike = [
    [0, 1],
    [2, 3],
  ];
  expect(catalogueMetrics(alike, about).gini).toBeCloseTo(0, 12);
  expect(catalogueMetrics([[0], [0]], about).gini).toBeCloseTo(0.75, 12);
});

test('an item that nobody chose counts as one that one user chose', () => {
  expect(catalogueMetrics([[3]], about).novelty).toBe(2);
});
