import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TopK } from './index.ts';

test('is the sorted list cut at k, ties in order of arrival, or in the order that is asked for', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 80 }),
      fc.integer({ min: 1, max: 12 }),
      (scores, k) => {
        const [arrived, latestFirst] = [new TopK(k), new TopK(k, (a, b) => b - a)];
        scores.forEach((score, id) => {
          arrived.offer(id, score);
          latestFirst.offer(id, score);
        });
        const all = scores.map((score, id) => ({ id, score }));
        const expected = (sign: number) =>
          all.toSorted((a, b) => b.score - a.score || sign * (a.id - b.id)).slice(0, k);
        expect(arrived.result()).toEqual(expected(1));
        expect(latestFirst.result()).toEqual(expected(-1));
      },
    ),
  );
});
