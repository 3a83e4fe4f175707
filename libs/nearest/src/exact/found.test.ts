import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestOf } from './found.ts';

/** The upper half of a key for a score of at least 0, as in assembly/best.ts. */
const upper = (score: number) => (new Uint32Array(Float32Array.of(score).buffer)[0]! | 0x8000_0000) >>> 0;
const row = fc.record({
  score: fc.integer({ min: 0, max: 9 }).map((tenths) => Math.fround(tenths / 10)),
  slot: fc.nat(),
});

test('lists are merged best first; lower slots win ties, which are then ordered by id', () => {
  const lists = fc.array(fc.uniqueArray(row, { selector: ({ slot }) => slot, maxLength: 20 }), { maxLength: 4 });
  fc.assert(
    fc.property(lists, fc.nat(30), (some, k) => {
      const falling = some.map((list) => list.toSorted((a, b) => b.score - a.score || a.slot - b.slot));
      const keys = falling.map((list) =>
        Uint32Array.from(list.flatMap(({ score, slot }) => [~slot >>> 0, upper(score)])),
      );
      const best = some
        .flat()
        .toSorted((a, b) => b.score - a.score || a.slot - b.slot)
        .slice(0, k)
        .map(({ score, slot }) => ({ id: String(slot), score }))
        .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      expect(bestOf(keys, { k, idOf: String })).toEqual(best);
    }),
  );
});

test('a list ends with the key for which isLast is true', () => {
  const keys = Uint32Array.from([0.9, 0.8, 0.7].flatMap((score, slot) => [~slot >>> 0, upper(score)]));
  const list = bestOf([keys], { k: 3, idOf: String, isLast: (slot) => slot === 1 });
  expect(list.map(({ id }) => id)).toEqual(['0', '1']);
});
