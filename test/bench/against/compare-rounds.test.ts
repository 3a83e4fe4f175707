import { expect, test } from 'vitest';
import { compareRounds } from './compare-rounds.ts';

test('a ratio within the spread of the base is noise; outside of it, the versions differ', () => {
  const base = [
    { p50: 10, 'users/s': 100 },
    { p50: 8, 'users/s': 101 },
    { p50: 12, 'users/s': 99 },
  ];
  const here = [
    { p50: 11, 'users/s': 150 },
    { p50: 9, 'users/s': 160 },
    { p50: 11.5, 'users/s': 140 },
  ];
  expect(compareRounds(base, here)).toEqual([
    { name: 'p50', base: 10, here: 11, ratio: 1.1, noise: [0.8, 1.2], differs: false },
    { name: 'users/s', base: 100, here: 150, ratio: 1.5, noise: [0.99, 1.01], differs: true },
  ]);
});

test('the median of an even number of rounds is the mean of the middle two', () => {
  expect(compareRounds([{ ms: 1 }, { ms: 3 }], [{ ms: 4 }, { ms: 8 }])).toMatchObject([{ base: 2, here: 6, ratio: 3 }]);
});

test('a figure that only one version has is skipped', () => {
  expect(compareRounds([{ old: 1, both: 2 }], [{ both: 2, young: 3 }]).map(({ name }) => name)).toEqual(['both']);
});
