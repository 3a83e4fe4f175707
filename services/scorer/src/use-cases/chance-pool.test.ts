import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChancePool } from './chance-pool.ts';

const given = (...sampleIds: readonly string[]) => sampleIds.map((sampleId) => ({ sampleId, chances: 0 }));

test('only reserved chances are drawn and taken', () => {
  const pool = new ChancePool(30);
  expect(pool.portion).toBe(3);
  pool.update(given('a', 'b'));
  expect(pool.draw('u', 5)).toEqual([]);
  expect(pool.wanting()).toEqual(['a', 'b']);
  pool.grant(['a']);
  expect(pool.draw('u', 5)).toEqual(['a']);
  expect([1, 2, 3, 4].map(() => pool.take('a'))).toEqual([true, true, true, false]);
  expect([pool.take('b'), pool.take('unknown')]).toEqual([false, false]);
});

test('more is wanted once less than half a portion is left; an item with few chances has portions of one', () => {
  const pool = new ChancePool(40);
  pool.update(given('a'));
  pool.grant(['a']);
  pool.take('a');
  pool.take('a');
  expect(pool.wanting()).toEqual([]);
  pool.take('a');
  expect(pool.wanting()).toEqual(['a']);
  expect(new ChancePool(5).portion).toBe(1);
});

test('chances of items that leave are to be returned; what is given back to them is lost', () => {
  const pool = new ChancePool(40);
  pool.update(given('a', 'b'));
  pool.grant(['a', 'b']);
  pool.take('a');
  expect(pool.update([{ sampleId: 'b', chances: 4 }])).toEqual(new Map([['a', 3]]));
  pool.giveBack(['a', 'b']);
  expect(pool.drain()).toEqual(new Map([['b', 5]]));
  expect(pool.figures).toEqual({ items: 0, chances: 0 });
});

test('the first chance of an item is noted once, and not where other processes had reserved some', () => {
  const pool = new ChancePool(40);
  pool.update([...given('a'), { sampleId: 'b', chances: 4 }]);
  pool.grant(['a', 'b']);
  expect(pool.noteGiven(['a', 'b'])).toBe(1);
  pool.update([
    { sampleId: 'a', chances: 4 },
    { sampleId: 'b', chances: 8 },
  ]);
  expect(pool.noteGiven(['a', 'b', 'unknown'])).toBe(0);
});

test('what is taken, left and returned is what was granted, whatever happens', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom('take', 'giveBack', 'grant'), id: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constant('update'), ids: fc.subarray(['a', 'b', 'c']) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pool = new ChancePool(20);
      let [granted, taken, returned] = [0, 0, 0];
      for (const each of steps) {
        const isThere = 'id' in each && pool.wanting().concat(pool.held()).includes(each.id);
        if ('ids' in each)
          returned += [...pool.update(given(...each.ids)).values()].reduce((sum, left) => sum + left, 0);
        else if (each.kind === 'take') taken += pool.take(each.id) ? 1 : 0;
        else if (isThere && each.kind === 'grant') {
          pool.grant([each.id]);
          granted += pool.portion;
        } else if (isThere && each.kind === 'giveBack' && taken > 0) {
          pool.giveBack([each.id]);
          taken -= 1;
        }
        expect(taken + returned + pool.figures.chances).toBe(granted);
      }
    }),
  );
});
