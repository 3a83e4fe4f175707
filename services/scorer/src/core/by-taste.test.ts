import type { Listener } from '@jophiel/scoring';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byTaste } from './by-taste.ts';

const listeners = fc
  .array(
    fc.option(fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), { nil: undefined }),
  )
  .map((tastes) =>
    tastes.map((taste, index): Listener => ({
      userId: String(index),
      profileVersion: 1,
      taste: taste === undefined ? undefined : Float32Array.from(taste),
      followedCreators: new Set(),
      decided: new Set(),
    })),
  );

test('every user occurs once, and users with the same strongest dimension are adjacent', () => {
  fc.assert(
    fc.property(listeners, (all) => {
      const ordered = byTaste(all);
      expect(new Set(ordered)).toEqual(new Set(all));
      const strongest = ordered.map(({ taste }) => (taste === undefined ? -1 : taste.indexOf(Math.max(...taste))));
      expect(strongest).toEqual(strongest.toSorted((a, b) => a - b));
    }),
  );
});
