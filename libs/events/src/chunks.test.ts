import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inChunks } from './chunks.ts';

test('chunks hold every item once, in order, and only the last is smaller', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (items, size) => {
      const chunks = inChunks(items, size);
      expect(chunks.flat()).toEqual(items);
      expect(chunks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
    }),
  );
});
