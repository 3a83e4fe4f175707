import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBeyond, type Place, type Split, TIME } from './choose-split.ts';
import { Regions } from './regions.ts';

const places: fc.Arbitrary<Place> = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), fc.nat(9))
  .map(([a, b, publishedAt]) => ({
    vector: { indices: Uint16Array.of(0, 1), values: Float32Array.of(a, b) },
    publishedAt,
  }));
const splits: fc.Arbitrary<Split> = fc.record({
  dimension: fc.constantFrom(TIME, 0, 1),
  from: fc.integer({ min: -3, max: 3 }),
});

test('places with equal sides at every split lead to one leaf, others to other leaves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(places, splits), { maxLength: 20 }), places, places, (steps, one, other) => {
      const regions = new Regions<string>();
      const met: Split[] = [];
      for (const [place, split] of steps) {
        const same = regions.leafOf(place) === regions.leafOf(one);
        regions.split(place, split);
        if (same) met.push(split);
      }
      const isTogether = met.every((split) => isBeyond(one, split) === isBeyond(other, split));
      expect(regions.leafOf(one) === regions.leafOf(other)).toBe(isTogether);
    }),
  );
});

test('a tree that was written and read leads to the same leaves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(places, splits), { maxLength: 20 }), fc.array(places), (steps, others) => {
      const regions = new Regions<string>();
      for (const [place, split] of steps) regions.split(place, split);
      for (const [index, place] of others.entries()) regions.leafOf(place).pages.push(`page ${index}`);
      const written = JSON.stringify(regions.write((page) => page.length * 100 + Number(page.slice(5))));
      const read = Regions.read(JSON.parse(written), (page: number) => `page ${page % 100}`);
      for (const place of others) expect(read.leafOf(place)).toEqual(regions.leafOf(place));
    }),
  );
});
