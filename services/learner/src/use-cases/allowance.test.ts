import { expect, test } from 'vitest';
import { Allowance } from './allowance.ts';

test('at most so many a second are allowed, and what is not used does not add up', () => {
  const allowance = new Allowance(200, 0);
  expect(allowance.take(1_000, 0)).toBe(200);
  expect(allowance.take(1_000, 100)).toBe(20);
  expect(allowance.take(5, 200)).toBe(5);
  expect(allowance.take(1_000, 60_000)).toBe(200);
  let solved = 0;
  for (let now = 60_000; now <= 70_000; now += 200) solved += allowance.take(1_000, now);
  expect(solved).toBeLessThanOrEqual(2_000);
  expect(solved).toBeGreaterThan(1_900);
});
