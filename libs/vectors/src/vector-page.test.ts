import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeVector, dotDense, encodeVector, VectorPage } from './index.ts';
import { fromEntries } from './sparse-vector.ts';

const DIMENSIONS = 100;
const vectors = fc
  .uniqueArray(fc.tuple(fc.nat(DIMENSIONS - 1), fc.float({ min: -1, max: 1, noNaN: true })), {
    selector: ([index]) => index,
    maxLength: 40,
  })
  .map(fromEntries);
const tastes = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((taste) => Float32Array.from(taste));

test('the vectors of a page are those that each is alone, of whatever length', () => {
  fc.assert(
    fc.property(fc.array(vectors), (all) => {
      const stored = all.map(encodeVector);
      const page = new VectorPage(stored);
      const read = stored.map((row, index) => page.vector(page.starts[index]!, VectorPage.entriesOf(row)));
      expect(read).toEqual(stored.map(decodeVector));
      expect(read).toEqual(all);
    }),
  );
});

test('products that are added in two parts make the inner product, bit for bit', () => {
  fc.assert(
    fc.property(fc.array(vectors), tastes, fc.nat(40), (all, taste, cut) => {
      const stored = all.map(encodeVector);
      const page = new VectorPage(stored);
      for (const [index, vector] of all.entries()) {
        const [start, entries] = [page.starts[index]!, VectorPage.entriesOf(stored[index]!)];
        const middle = Math.min(cut, entries);
        const first = page.addProducts(start, entries, taste, 0, 0, middle);
        expect(page.addProducts(start, entries, taste, first, middle, entries)).toBe(dotDense(vector, taste));
      }
    }),
  );
});
