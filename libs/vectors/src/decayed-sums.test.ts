import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addContribution, type DecayedSums, emptySums, norm, tasteAt } from './index.ts';

const DAY = 86_400_000;
const DIMENSIONS = 4;
const axis = (index: number) => ({ indices: Uint16Array.of(index), values: Float32Array.of(1) });

interface Contribution {
  readonly dimension: number;
  readonly weight: number;
  readonly day: number;
  readonly halfLifeDays: number;
}

function sumsOf(contributions: readonly Contribution[]): DecayedSums {
  const sums = emptySums();
  for (const { dimension, weight, day, halfLifeDays } of contributions)
    addContribution(sums, DIMENSIONS, { vector: axis(dimension), weight, at: day * DAY, halfLifeDays });
  return sums;
}

const contribution = fc.record({
  dimension: fc.integer({ min: 0, max: DIMENSIONS - 1 }),
  weight: fc.constantFrom(1, 0.5, -0.7),
  day: fc.integer({ min: 0, max: 20_000 }),
  halfLifeDays: fc.constantFrom(1, 30, 365),
});

test('the order of the contributions does not matter', () => {
  fc.assert(
    fc.property(
      fc.array(contribution, { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.nat()),
      (list, random) => {
        const shuffled = [...list]
          .map((entry) => ({ entry, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);
        const one = tasteAt(sumsOf(list), 20_001 * DAY);
        const other = tasteAt(sumsOf(shuffled), 20_001 * DAY);
        expect(one === undefined).toBe(other === undefined);
        one?.forEach((value, index) => expect(value).toBeCloseTo(other![index]!, 5));
      },
    ),
  );
});

test('a contribution counts half after its half-life', () => {
  const sums = sumsOf([
    { dimension: 0, weight: 1, day: 0, halfLifeDays: 30 },
    { dimension: 1, weight: 1, day: 30, halfLifeDays: 30 },
  ]);
  const taste = tasteAt(sums, 30 * DAY)!;
  expect(taste[0]! / taste[1]!).toBeCloseTo(0.5, 6);
});

test('with one half-life the direction stays; with two the short-lived part fades', () => {
  const one = sumsOf([
    { dimension: 0, weight: 1, day: 0, halfLifeDays: 30 },
    { dimension: 1, weight: 2, day: 0, halfLifeDays: 30 },
  ]);
  expect(tasteAt(one, 300 * DAY)![0]).toBeCloseTo(tasteAt(one, 0)![0]!, 6);
  const two = sumsOf([
    { dimension: 0, weight: 1, day: 0, halfLifeDays: 10 },
    { dimension: 1, weight: 1, day: 0, halfLifeDays: 100 },
  ]);
  expect(tasteAt(two, 100 * DAY)![0]).toBeLessThan(0.01);
});

test('a taste has length 1 and survives short half-lives over many years', () => {
  const sums = sumsOf([
    { dimension: 0, weight: 1, day: 0, halfLifeDays: 0.01 },
    { dimension: 1, weight: 1, day: 40_000, halfLifeDays: 0.01 },
  ]);
  const taste = tasteAt(sums, 40_000 * DAY)!;
  expect(norm(taste)).toBeCloseTo(1, 6);
  expect(taste[1]).toBeCloseTo(1, 6);
});

test('nothing, or what cancels out, is no taste', () => {
  expect(tasteAt(emptySums(), 0)).toBeUndefined();
  expect(
    tasteAt(
      sumsOf([
        { dimension: 0, weight: 1, day: 1, halfLifeDays: 9 },
        { dimension: 0, weight: -1, day: 1, halfLifeDays: 9 },
      ]),
      DAY,
    ),
  ).toBeUndefined();
});
