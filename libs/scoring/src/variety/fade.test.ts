import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fade } from './fade.ts';

test('what was shown no more often than is free loses nothing', () => {
  for (const shown of [0, 1, 2.9, 3]) expect(fade({ after: 3, strength: 0.3 }, shown)).toBe(0);
});

test('at twice as many showings half of the strength is gone, at three times three quarters', () => {
  expect(fade({ after: 3, strength: 0.4 }, 6)).toBeCloseTo(-0.2, 12);
  expect(fade({ after: 3, strength: 0.4 }, 9)).toBeCloseTo(-0.3, 12);
});

test('each showing more takes more, and all of them at most the strength', () => {
  const times = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), times, times, (after, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(fade({ after, strength: 0.3 }, more)).toBeLessThanOrEqual(fade({ after, strength: 0.3 }, less));
      expect(fade({ after, strength: 0.3 }, more)).toBeGreaterThanOrEqual(-0.3);
    }),
  );
});
