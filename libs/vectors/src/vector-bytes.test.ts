import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeVector, decodeVectors, encodeVector } from './index.ts';
import { fromEntries } from './sparse-vector.ts';

const vectors = fc
  .uniqueArray(fc.tuple(fc.nat(65_535), fc.float({ min: -1, max: 1, noNaN: true })), {
    selector: ([index]) => index,
    maxLength: 40,
  })
  .map(fromEntries);

test('vectors that are decoded together are those that each is alone, of whatever length', () => {
  fc.assert(
    fc.property(fc.array(vectors), (all) => {
      const stored = all.map(encodeVector);
      expect(decodeVectors(stored)).toEqual(stored.map(decodeVector));
      expect(decodeVectors(stored)).toEqual(all);
    }),
  );
});
