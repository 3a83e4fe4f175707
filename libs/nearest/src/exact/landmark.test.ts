import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decayAt, freshnessAt, isInReach } from './landmark.ts';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

test('the product of both factors is the novelty in float32, for any age and any landmark in reach', () => {
  const time = fc.integer({ min: -60 * YEAR, max: 60 * YEAR });
  const halfLife = fc.integer({ min: DAY, max: YEAR });
  fc.assert(
    fc.property(
      time,
      time,
      halfLife,
      fc.double({ min: -100, max: 100, noNaN: true }),
      (publishedAt, now, h, distance) => {
        const landmark = now + distance * h;
        const product = Math.fround(
          Math.fround(decayAt(now, landmark, h)) * Math.fround(freshnessAt(publishedAt, landmark, h)),
        );
        const novelty = 2 ** (-Math.max(now - publishedAt, 0) / h);
        expect(Math.abs(Math.min(product, 1) - novelty)).toBeLessThan(1e-6);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a landmark is in reach up to a hundred half-lives before and after', () => {
  expect([-101, -100, 0, 100, 101].map((halfLives) => isInReach(halfLives * DAY, 0, DAY))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});
