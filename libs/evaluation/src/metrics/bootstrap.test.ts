import { expect, test } from 'vitest';
import { seededNumbers } from '../random.ts';
import { bootstrapDifference, bootstrapMean } from './bootstrap.ts';

const next = seededNumbers(4);
const values = Float64Array.from({ length: 400 }, () => next());

test('the interval is that of the normal distribution for many values, and the same each time', () => {
  const { mean, low, high } = bootstrapMean(values);
  const half = (1.96 * Math.sqrt(1 / 12)) / Math.sqrt(values.length);
  expect(mean - low).toBeGreaterThan(0.8 * half);
  expect(mean - low).toBeLessThan(1.2 * half);
  expect(high - mean).toBeGreaterThan(0.8 * half);
  expect(high - mean).toBeLessThan(1.2 * half);
  expect(bootstrapMean(values)).toEqual({ mean, low, high });
});

test('a difference of the same users is known better than either mean', () => {
  const better = values.map((value, index) => value + 0.01 + 0.001 * (index % 3));
  const { low, high } = bootstrapDifference(better, values);
  expect(low).toBeGreaterThan(0.01);
  expect(high).toBeLessThan(0.012);
  expect(() => bootstrapDifference(values, values.slice(1))).toThrow('the same users, not 400 and 399');
});
