import { dotSparse } from '@jophiel/vectors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry, namesOf, ranked, towards } from '../../test/given-entries.ts';
import { withoutNearDuplicates } from './without-near-duplicates.ts';

test('of items that are nearly the same the best stays, and its place is given to the next', () => {
  const all = [
    entry('best', { score: 1, vector: towards(0) }),
    entry('nearly', { score: 0.9, vector: towards(1) }),
    entry('other', { score: 0.8, vector: towards(45) }),
    entry('again', { score: 0.7, vector: towards(45) }),
    entry('third', { score: 0.6, vector: towards(90) }),
  ];
  expect(namesOf(withoutNearDuplicates(all, 0.99, 3))).toEqual(['best', 'other', 'third']);
});

test('no two that are kept are as similar, and each that is not is as similar to one that is', () => {
  fc.assert(
    fc.property(ranked, fc.constantFrom(0.5, 0.9, 1), (entries, similarity) => {
      const kept = withoutNearDuplicates(entries, similarity, entries.length);
      const closeness = (one: (typeof kept)[number], other: (typeof kept)[number]) =>
        dotSparse(one.candidate.vector, other.candidate.vector);
      for (const one of kept)
        for (const other of kept) if (one !== other) expect(closeness(one, other)).toBeLessThan(similarity);
      for (const left of entries.filter((each) => !kept.includes(each)))
        expect(Math.max(...kept.map((one) => closeness(one, left)))).toBeGreaterThanOrEqual(similarity - 2e-6);
    }),
  );
});
