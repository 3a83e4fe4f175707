import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inGroups } from './in-groups.ts';

test('groups hold every item once, in order, and only the last is smaller', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (items, size) => {
      const groups = inGroups(items, size);
      expect(groups.flat()).toEqual(items);
      expect(groups.slice(0, -1).every(({ length }) => length === size)).toBe(true);
    }),
  );
});
