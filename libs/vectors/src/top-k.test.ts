import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TopK } from './index.ts';

test('is the sorted list cut at k, ties in order of arrival', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 12 }),
      (scores, k) => {
        const top = new TopK(k);
        scores.forEach((score, id) => top.offer(id, score));
        const expected = scores
          .map((score, id) => ({ id, score }))
          .sort((a, b) => b.score - a.score || a.id - b.id)
          .slice(0, k);
        expect(top.result()).toEqual(expected);
      },
    ),
  );
});
