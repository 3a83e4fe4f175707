import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Adjacency } from './adjacency.ts';
import { PairCounts } from './pair-counts.ts';

const ITEMS = 9;
const rows = fc.array(fc.uniqueArray(fc.nat(ITEMS - 1), { maxLength: ITEMS }), { maxLength: 12 });
const chosen = fc.uniqueArray(fc.nat(ITEMS - 1), { minLength: 1, maxLength: ITEMS });

test('counts are those of users who have both items, whatever was filled before', () => {
  fc.assert(
    fc.property(
      rows,
      fc.array(chosen, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 3 }),
      (users, fills, minUsers) => {
        const adjacency = new Adjacency();
        users.forEach((items, user) => adjacency.set(user, Uint32Array.from(items)));
        const pairs = new PairCounts(adjacency, minUsers);
        const [matrix, stride] = [new Float64Array(100).fill(7), 10];
        for (const items of fills) {
          pairs.fill(Uint32Array.from(items), { matrix, stride });
          items.forEach((one, row) =>
            items.slice(0, row).forEach((other, column) => {
              const both = users.filter((own) => own.includes(one) && own.includes(other)).length;
              expect(matrix[row * stride + column]).toBe(both < minUsers ? 0 : both);
            }),
          );
        }
      },
    ),
  );
});
