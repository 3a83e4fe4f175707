import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawNew, hashOf } from './draw-new.ts';

const items = (chances: readonly number[]) =>
  chances.map((each, index) => ({ sampleId: `s${index}`, hash: hashOf(`s${index}`), chances: each }));

test('the same user and chances draw the same items, each once, in whatever order they are given', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.nat(200), { maxLength: 50 }), fc.nat(60), (user, chances, limit) => {
      const all = items(chances);
      const drawn = drawNew(user, all, limit);
      expect(drawn).toHaveLength(Math.min(limit, all.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawNew(user, all.toReversed(), limit)).toEqual(drawn);
    }),
  );
});

test('items of equal chances are drawn equally often, those with more chances less', () => {
  const times = new Map<string, number>();
  const all = items([0, 0, 0, 0, 0, 0, 0, 0, 9, 9]);
  for (let user = 0; user < 8_000; user++)
    for (const sampleId of drawNew(`user ${user}`, all, 1)) times.set(sampleId, (times.get(sampleId) ?? 0) + 1);
  // Each of the eight has 1 of 8.2, each of the two 0.1.
  for (let index = 0; index < 8; index++) expect(times.get(`s${index}`)! / 8_000).toBeCloseTo(1 / 8.2, 1);
  for (const index of [8, 9]) expect(times.get(`s${index}`)! / 8_000).toBeLessThan(0.02);
});
