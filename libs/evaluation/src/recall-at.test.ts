import { expect, test } from 'vitest';
import { recallAt } from './recall-at.ts';

test('two of four relevant items among the first three', () => {
  expect(recallAt(['a', 'x', 'b', 'c'], new Set(['a', 'b', 'c', 'd']), 3)).toBe(0.5);
});
