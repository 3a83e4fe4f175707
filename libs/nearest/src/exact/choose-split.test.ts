import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseSplit, isBeyond, type Place, TIME } from './choose-split.ts';

const DAY = 86_400_000;
const ageing = { newest: 1_000 * DAY, halfLifeMs: 30 * DAY };
const at = (value: number, publishedAt = 0): Place => ({
  vector: { indices: Uint16Array.of(2, 7), values: Float32Array.of(value, 0.5) },
  publishedAt,
});

test('splits rows in the dimension where they differ most', () => {
  const rows = [0.9, 0.8, 0.9, 0.1, 0.2].map((value) => at(value));
  expect(chooseSplit(rows, ageing)).toEqual({ dimension: 2, from: expect.closeTo(0.58, 5) });
});

test('splits rows by age if nothing else differs, unless all are old', () => {
  const rows = [900, 990, 999, 1_000].map((day) => at(1, day * DAY));
  expect(chooseSplit(rows, ageing)).toMatchObject({ dimension: TIME });
  expect(
    chooseSplit(
      [1, 50, 100].map((day) => at(1, day * DAY)),
      ageing,
    ),
  ).toBeUndefined();
});

test('equal rows, or rows with one exception, stay together', () => {
  const alike = Array.from({ length: 40 }, () => at(0.3));
  expect(chooseSplit(alike, ageing)).toBeUndefined();
  expect(chooseSplit([...alike, at(0.9)], ageing)).toBeUndefined();
});

test('both parts have at least a twelfth of the rows', () => {
  const row = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1_100 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 2, maxLength: 60 }), (values) => {
      const rows = values.map(([value, day]) => at(value, day * DAY));
      const split = chooseSplit(rows, ageing);
      if (split === undefined) return;
      const beyond = rows.filter((each) => isBeyond(each, split)).length;
      expect(Math.min(beyond, rows.length - beyond)).toBeGreaterThanOrEqual(rows.length / 12);
    }),
  );
});
