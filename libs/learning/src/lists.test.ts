import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Lists } from './lists.ts';

const list = fc.nat(20);
const change = fc.oneof(
  fc.record({ do: fc.constant('set' as const), list, values: fc.array(fc.nat(50), { maxLength: 40 }) }),
  fc.record({ do: fc.constant('push' as const), list, value: fc.nat(50) }),
  fc.record({ do: fc.constant('remove' as const), list, value: fc.nat(50) }),
);

test('lists hold what arrays would, whatever is set, added and removed', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const lists = new Lists();
      const arrays = new Map<number, number[]>();
      for (const each of changes) {
        const array = arrays.get(each.list) ?? [];
        arrays.set(each.list, array);
        if (each.do === 'set') {
          lists.set(each.list, Uint32Array.from(each.values));
          array.splice(0, array.length, ...each.values);
        } else if (each.do === 'push') {
          lists.push(each.list, each.value);
          array.push(each.value);
        } else {
          const place = array.indexOf(each.value);
          expect(lists.remove(each.list, each.value)).toBe(place >= 0);
          if (place >= 0) array.splice(place, 1);
        }
      }
      const ascending = (numbers: Iterable<number>) => Array.from(numbers).sort((a, b) => a - b);
      for (const [number, array] of arrays) expect(ascending(lists.view(number))).toEqual(ascending(array));
    }),
  );
});

test('freed places are used again', () => {
  const lists = new Lists();
  const values = new Uint32Array(100_000);
  lists.set(0, values);
  const { bytes } = lists;
  for (let round = 0; round < 50; round++) {
    lists.set(0, new Uint32Array(0));
    lists.set(0, values);
  }
  expect(lists.bytes).toBe(bytes);
});

test('a list longer than a page has a page of its own', () => {
  const lists = new Lists();
  const long = Uint32Array.from({ length: 1_100_000 }, (_, index) => index);
  lists.set(3, long);
  lists.push(4, 7);
  expect(lists.view(3)).toEqual(long);
  expect([...lists.view(4)]).toEqual([7]);
});
