import { learnedFactors } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { LEARNED_NUMBERS, learnedNumbers, type LearnedParts, learnedPartsOf } from './learned-parts.ts';

const parts = (first: number): LearnedParts =>
  Object.fromEntries(learnedFactors.map((name, index) => [name, first + index])) as unknown as LearnedParts;

test('a stored feed gives back the parts of each item', () => {
  const numbers = [parts(1), undefined, parts(7)].flatMap(learnedNumbers);
  const read = [0, 1, 2].map((place) => learnedPartsOf(numbers, { place, items: 3 }));
  expect(read).toEqual([parts(1), undefined, parts(7)]);
});

test('a feed that was stored with another number of learned factors has no parts that could be read', () => {
  const stored = Array.from({ length: 3 * (LEARNED_NUMBERS + 1) }, () => 1);
  expect(learnedPartsOf(stored, { place: 0, items: 3 })).toBeUndefined();
  expect(learnedPartsOf([], { place: 0, items: 3 })).toBeUndefined();
});
