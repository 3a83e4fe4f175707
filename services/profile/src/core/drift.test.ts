import { addContribution, advance, type DecayedSums, emptySums } from '@jophiel/vectors';
import { expect, test } from 'vitest';
import { DRIFT_TOLERANCE, drift } from './drift.ts';

const DAY = 86_400_000;

interface Contribution {
  readonly weight: number;
  readonly day?: number;
  readonly index?: number;
  readonly halfLifeDays?: number;
}

function sumsOf(...contributions: readonly Contribution[]): DecayedSums {
  const sums = emptySums();
  for (const { weight, day = 1, index = 0, halfLifeDays = 90 } of contributions)
    addContribution(sums, 2, {
      vector: { indices: Uint16Array.of(index), values: Float32Array.of(1) },
      weight,
      at: day * DAY,
      halfLifeDays,
    });
  return sums;
}

test('sums of the same contributions have none, in whatever order they were added', () => {
  const contributions = [{ weight: 1 }, { weight: -0.7, day: 400 }, { weight: 0.2, day: 300, halfLifeDays: 30 }];
  expect(drift(sumsOf(...contributions), sumsOf(...contributions.toReversed()))).toBeLessThan(1e-14);
  expect(drift(emptySums(), emptySums())).toBe(0);
});

test('sums that refer to different moments are compared at one', () => {
  const later = sumsOf({ weight: 1 });
  advance(later, 1_000 * DAY);
  expect(drift(sumsOf({ weight: 1 }), later)).toBeLessThan(1e-14);
});

test('it is the largest difference of a value, relative to the largest value', () => {
  expect(drift(sumsOf({ weight: 1 }), sumsOf({ weight: 0.75 }))).toBe(0.25);
  expect(drift(sumsOf({ weight: 1 }, { weight: 0.1, index: 1 }), sumsOf({ weight: 1 }))).toBeCloseTo(0.1, 12);
});

test('a contribution that one of them lacks is seen, also when it alone has its half-life', () => {
  expect(drift(emptySums(), sumsOf({ weight: 1 }))).toBe(1);
  expect(drift(sumsOf({ weight: 1 }, { weight: 0.5, halfLifeDays: 30 }), sumsOf({ weight: 1 }))).toBe(0.5);
});

test('what rounding leaves of contributions that cancel each other is none', () => {
  const play = { weight: 0.2 };
  const skip = { weight: -0.15 };
  const oneByOne = sumsOf(play, play, play, skip, skip, skip, skip);
  const together = sumsOf({ weight: 0.2 * 3 }, { weight: -0.15 * 4 });
  expect(oneByOne).not.toEqual(together);
  expect(drift(oneByOne, together)).toBeLessThan(DRIFT_TOLERANCE);
});
