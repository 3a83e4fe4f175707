import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepBest, sortBest } from './best.ts';

test('the best are kept and sorted as a sort of all would, ties by id and not by number', () => {
  const entry = fc.record({ item: fc.nat(10_000), key: fc.nat(5) });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ item }) => item, maxLength: 60 }), fc.nat(70), (entries, k) => {
      const idOf = (item: number) => String(item);
      const items = Uint32Array.from(entries, ({ item }) => item);
      const order = { keys: Float64Array.from(entries, ({ key }) => key), idOf };
      const kept = keepBest(items, items.length, k, order);
      sortBest(items, kept, order);
      const sorted = entries.toSorted((a, b) => b.key - a.key || (idOf(a.item) < idOf(b.item) ? -1 : 1)).slice(0, k);
      expect(Array.from(items.subarray(0, kept))).toEqual(sorted.map(({ item }) => item));
      expect(Array.from(order.keys.subarray(0, kept))).toEqual(sorted.map(({ key }) => key));
      expect(items.toSorted()).toEqual(Uint32Array.from(entries, ({ item }) => item).sort());
    }),
  );
});
