import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantileOf, slotEdge, slotOf, SLOTS } from './slots.ts';

const time = fc.double({ min: 0, max: 1e9, noNaN: true });

test('every time is at or below the edge of its slot, and above the edge of the previous one', () => {
  fc.assert(
    fc.property(time, (ms) => {
      const slot = slotOf(ms);
      expect(slot).toBeGreaterThanOrEqual(0);
      expect(slot).toBeLessThan(SLOTS);
      if (slot < SLOTS - 1) expect(ms).toBeLessThanOrEqual(slotEdge(slot) * (1 + 1e-12));
      if (slot > 0) expect(ms).toBeGreaterThan(slotEdge(slot - 1) * (1 - 1e-12));
    }),
  );
});

test('a quantile is at most a fifth above the exact one, and never below it', () => {
  const share = fc.constantFrom(0.5, 0.95, 0.99, 1);
  const times = fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(times, share, (all, wanted) => {
      const counts = new Map<number, number>();
      for (const ms of all) counts.set(slotOf(ms), (counts.get(slotOf(ms)) ?? 0) + 1);
      const slots = [...counts.keys()].toSorted((a, b) => a - b);
      const found = quantileOf(
        slots,
        slots.map((slot) => counts.get(slot)!),
        wanted,
      )!;
      const truth = all.toSorted((a, b) => a - b)[Math.ceil(wanted * all.length) - 1]!;
      expect(found).toBeGreaterThanOrEqual(truth * (1 - 1e-12));
      expect(found).toBeLessThanOrEqual(truth * 2 ** 0.25 * (1 + 1e-12));
    }),
  );
});

test('an empty histogram has no quantile', () => {
  expect(quantileOf([], [], 0.5)).toBeUndefined();
});
