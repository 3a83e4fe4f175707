import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNIT_BYTES } from './layout.ts';
import { SharedMemory } from './shared-memory.ts';

test('used pieces do not overlap, begin at units, and are inside the memory', () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 * UNIT_BYTES }), fc.constant('give' as const)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const memory = new SharedMemory();
      const used: { address: number; bytes: number }[] = [];
      for (const step of all) {
        if (step !== 'give') used.push({ address: memory.take(step), bytes: step });
        else if (used.length > 0) {
          const { address, bytes } = used.shift()!;
          memory.give(address, bytes);
        }
      }
      used.sort((a, b) => a.address - b.address);
      for (const [index, { address, bytes }] of used.entries()) {
        expect(address % UNIT_BYTES).toBe(0);
        expect(address).toBeGreaterThan(0);
        expect(address + bytes).toBeLessThanOrEqual(used[index + 1]?.address ?? memory.bytes);
      }
    }),
    { numRuns: 50 },
  );
});

test('freed memory is used again, in pieces of any size', () => {
  const memory = new SharedMemory();
  const large = memory.take(8 * UNIT_BYTES);
  memory.give(large, 8 * UNIT_BYTES);
  const taken = [3, 1, 4].map((units) => memory.take(units * UNIT_BYTES));
  for (const address of taken) expect(address).toBeLessThan(large + 8 * UNIT_BYTES);
  expect(memory.take(UNIT_BYTES)).toBeGreaterThanOrEqual(large + 8 * UNIT_BYTES);
});
