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

test('sums of the same contributions have none, in any order of addition', () => {
  const contributions = [{ weight: 1 }, { weight: -0.7, day: 400 }, { weight: 0.2, day: 300, halfLifeDays: 30 }];
  expect(drift(sumsOf(...contributions), sumsOf(...contributions.toReversed()))).toBeLessThan(1e-14);
  expect(drift(emptySums(), emptySums())).toBe(0);
});

test('sums of different moments are compared at one moment', () => {
  const later = sumsOf({ weight: 1 });
  advance(later, 1_000 * DAY);
  expect(drift(sumsOf({ weight: 1 }), later)).toBeLessThan(1e-14);
});

test('drift is the largest difference of a value, relative to the largest value', () => {
  expect(drift(sumsOf({ weight: 1 }), sumsOf({ weight: 0.75 }))).toBe(0.25);
  expect(drift(sumsOf({ weight: 1 }, { weight: 0.1, index: 1 }), sumsOf({ weight: 1 }))).toBeCloseTo(0.1, 12);
});

test('a missing contribution is drift, even when it alone has its half-life', () => {
  expect(drift(emptySums(), sumsOf({ weight: 1 }))).toBe(1);
  expect(drift(sumsOf({ weight: 1 }, { weight: 0.5, halfLifeDays: 30 }), sumsOf({ weight: 1 }))).toBe(0.5);
});

test('the rounding error of contributions that cancel out is no drift', () => {
  const play = { weight: 0.2 };
  const skip = { weight: -0.15 };
  const oneByOne = sumsOf(play, play, play, skip, skip, skip, skip);
  const together = sumsOf({ weight: 0.2 * 3 }, { weight: -0.15 * 4 });
  expect(oneByOne).not.toEqual(together);
  expect(drift(oneByOne, together)).toBeLessThan(DRIFT_TOLERANCE);
});
