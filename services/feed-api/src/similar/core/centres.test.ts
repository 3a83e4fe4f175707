import type { SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centresOf } from './centres.ts';

const DIMENSIONS = 32;

/** A unit vector around a subject, with a little of its own that no other has. */
function about(subject: number, own: number, ownShare = 0.4): SparseVector {
  const length = Math.hypot(1, ownShare);
  return {
    indices: Uint16Array.of(subject, 8 + own),
    values: Float32Array.of(1 / length, ownShare / length),
  };
}

const subjectOf = ({ vector }: { readonly vector: Float32Array }) => vector.indexOf(Math.max(...vector));

describe('the centres of a board', () => {
  test('are one for one item, and one for items of one subject', () => {
    expect(centresOf([about(0, 0)], DIMENSIONS)).toHaveLength(1);
    const [centre, ...others] = centresOf(
      [0, 1, 2, 3, 4, 5].map((own) => about(0, own)),
      DIMENSIONS,
    );
    expect(others).toEqual([]);
    expect(centre!.members).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Math.hypot(...centre!.vector)).toBeCloseTo(1, 6);
    expect(subjectOf(centre!)).toBe(0);
  });

  test.each([2, 3, 4])('are as many as there are clear subjects: %i', (subjects) => {
    const items = Array.from({ length: subjects * 5 }, (_, index) => about(index % subjects, index));
    const centres = centresOf(items, DIMENSIONS);
    expect(new Set(centres.map(subjectOf))).toEqual(new Set(Array.from({ length: subjects }, (_, subject) => subject)));
    for (const centre of centres)
      expect(centre.members.map((member) => member % subjects)).toEqual(Array(5).fill(subjectOf(centre)));
  });

  test('come with the largest first', () => {
    const items = [1, 1, 1, 0, 0, 0, 0, 0, 0].map((subject, own) => about(subject, own));
    expect(centresOf(items, DIMENSIONS).map(({ members }) => members.length)).toEqual([6, 3]);
  });

  test('leave an odd item with the others', () => {
    const items = [...[0, 1, 2, 3, 4].map((own) => about(0, own)), about(1, 9)];
    expect(centresOf(items, DIMENSIONS)).toHaveLength(1);
  });

  test('of copies of one item are one', () => {
    expect(
      centresOf(
        Array.from({ length: 12 }, () => about(3, 1)),
        DIMENSIONS,
      ),
    ).toHaveLength(1);
  });

  test('have every item once, whatever the items, and are the same each time', () => {
    const item = fc.tuple(fc.nat(7), fc.nat(23), fc.double({ min: 0, max: 3, noNaN: true }));
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 40 }), (items) => {
        const vectors = items.map(([subject, own, share]) => about(subject, own, share));
        const centres = centresOf(vectors, DIMENSIONS);
        expect(centres.length).toBeLessThanOrEqual(4);
        expect(centres.flatMap(({ members }) => members).sort((a, b) => a - b)).toEqual(items.map((_, index) => index));
        expect(centresOf(vectors, DIMENSIONS)).toEqual(centres);
      }),
    );
  });
});
