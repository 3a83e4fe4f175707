import { expect, test } from 'vitest';
import { strongTermsOf } from './strong-terms.ts';

test.each<[unknown, [string, number][]]>([
  ['rock', [['rock', 1]]],
  [
    ['rock', 'pop'],
    [
      ['rock', 1],
      ['pop', 1],
    ],
  ],
  [
    [['rock', 12], 'pop'],
    [
      ['rock', 12],
      ['pop', 1],
    ],
  ],
  [
    { rock: 12, pop: 0.5 },
    [
      ['rock', 12],
      ['pop', 0.5],
    ],
  ],
  [{ name: 'rock', weight: 12 }, [['rock', 12]]],
  [
    [{ name: 'rock', weight: 12 }, ['pop', 3]],
    [
      ['rock', 12],
      ['pop', 3],
    ],
  ],
])('%j is read', (value, terms) => {
  expect(strongTermsOf(value).map(({ text, strength }) => [text, strength])).toEqual(terms);
});

test.each<[unknown]>([
  [undefined],
  [null],
  [7],
  [[7, null, {}]],
  [[['rock', -1], ['rock', 0], ['rock', Number.NaN], ['rock', '12'], ['rock']]],
  [{ rock: 'much', pop: null }],
  [{ name: 'rock', weight: null }],
  ['x'.repeat(101)],
])('%j says nothing', (value) => {
  expect(strongTermsOf(value)).toEqual([]);
});

test('a hundred terms are read at most', () => {
  expect(strongTermsOf(Array.from({ length: 5_000 }, (_, index) => `term ${index}`))).toHaveLength(100);
});
