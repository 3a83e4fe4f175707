import type { SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstOf, isTouched, LIST_LENGTH, type NearestList } from './cached-lists.ts';

/** A vector of length 1 with this cosine to the first axis, which is the centre. */
const withCosine = (cosine: number): SparseVector => ({
  indices: Uint16Array.of(0, 1),
  values: Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine)),
});
const centre = Float32Array.of(1, 0);

/** The list as it is made, of whatever is similar at all. */
function listOf(cosines: ReadonlyMap<string, number>): NearestList {
  const best = [...cosines]
    .filter(([, cosine]) => cosine > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, LIST_LENGTH);
  return {
    centre,
    members: 1,
    sampleIds: best.map(([id]) => id),
    similarities: best.map(([, cosine]) => cosine),
  };
}

const aCosine = fc.integer({ min: -20, max: 99 }).map((hundredths) => hundredths / 100);
const catalogues = fc
  .array(aCosine, { maxLength: 130 })
  .map((cosines) => new Map(cosines.map((cosine, id) => [String(id), cosine])));

test('a list that is not touched by a change is the list that would be made after it', () => {
  const change = fc.record({ id: fc.nat(140).map(String), cosine: fc.option(aCosine, { nil: undefined }) });
  fc.assert(
    fc.property(catalogues, change, (before, { id, cosine }) => {
      const list = listOf(before);
      const vector = cosine === undefined ? undefined : withCosine(cosine);
      if (isTouched(list, { sampleId: id, vector }, false)) return;
      const after = new Map(before);
      if (cosine === undefined) after.delete(id);
      else after.set(id, cosine);
      expect(listOf(after).similarities).toEqual(list.similarities);
    }),
    { numRuns: 1_000 },
  );
});

test('a full list is not touched by what is less similar than its last', () => {
  const list = listOf(new Map(Array.from({ length: 120 }, (_, id) => [String(id), 0.5])));
  const touches = (cosine: number) => isTouched(list, { sampleId: 'x', vector: withCosine(cosine) }, false);
  expect([touches(0.4), touches(0.6)]).toEqual([false, true]);
});

test('what stands in a list and is as similar as before touches it only where filters may tell', () => {
  const list = listOf(new Map([['1', 0.5]]));
  const same = { sampleId: '1', vector: withCosine(0.5) };
  expect(isTouched(list, same, false)).toBe(false);
  expect(isTouched(list, same, true)).toBe(true);
});

test('the first of a list without the excluded are those that a search without them finds, or the list cannot tell', () => {
  const excluded = fc.uniqueArray(fc.nat(130).map(String), { maxLength: 60 });
  fc.assert(
    fc.property(catalogues, excluded, fc.integer({ min: 1, max: LIST_LENGTH }), (catalogue, ids, limit) => {
      const isExcluded = (id: string) => ids.includes(id);
      const first = firstOf(listOf(catalogue), limit, isExcluded);
      if (first === undefined) return;
      const { sampleIds } = listOf(new Map([...catalogue].filter(([id]) => !isExcluded(id))));
      expect(first.map(({ sampleId }) => sampleId)).toEqual(sampleIds.slice(0, limit));
    }),
    { numRuns: 1_000 },
  );
});

test('too few of a full list are no answer, too few of a short one are', () => {
  const full = listOf(new Map(Array.from({ length: 120 }, (_, id) => [String(id), 0.5])));
  const short = listOf(new Map([['1', 0.5]]));
  expect(firstOf(full, 1, () => true)).toBeUndefined();
  expect(firstOf(short, 1, () => true)).toEqual([]);
});
