import { expect, test } from 'vitest';
import { intraListDiversity } from './intra-list-diversity.ts';

const vectors = [
  { words: [0], weights: [1] },
  { words: [0], weights: [1] },
  { words: [1], weights: [1] },
  { words: [0, 1], weights: [0.6, 0.8] },
  { words: [], weights: [] },
];

test.each([
  ['equal items', [0, 1], 0],
  ['items without a common word', [0, 2], 1],
  ['items that share a word', [0, 3], 0.4],
  ['three items, of which two are equal', [0, 1, 2], 2 / 3],
  ['an item without words', [0, 4], 1],
])('%s', (_, ranking, diversity) => {
  expect(intraListDiversity([ranking], vectors, 10)).toBeCloseTo(diversity, 12);
});

test('only the first k count, and lists of one item do not', () => {
  expect(intraListDiversity([[0, 1, 2], [2]], vectors, 2)).toBeCloseTo(0, 12);
  expect(intraListDiversity([[2]], vectors, 2)).toBe(0);
});
