import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOffers } from './plan-offers.ts';

test('several offers for one user, with repeats, become one offer', () => {
  const offers = [
    { sampleId: 's1', userId: 'u1' },
    { sampleId: 's2', userId: 'u1' },
    { sampleId: 's1', userId: 'u2' },
    { sampleId: 's1', userId: 'u1' },
  ];
  expect(planOffers(offers, 1)).toEqual([
    [{ userId: 'u1', sampleIds: ['s1', 's2'] }],
    [{ userId: 'u2', sampleIds: ['s1'] }],
  ]);
});

test('every offer is in one chunk once, and no chunk exceeds its maximum of users', () => {
  const offer = fc.record({ sampleId: fc.constantFrom('a', 'b', 'c'), userId: fc.integer({ max: 20 }).map(String) });
  fc.assert(
    fc.property(fc.array(offer, { maxLength: 60 }), fc.integer({ min: 1, max: 10 }), (offers, size) => {
      const chunks = planOffers(offers, size);
      expect(chunks.every(({ length }) => length > 0 && length <= size)).toBe(true);
      const users = chunks.flat().map(({ userId }) => userId);
      expect(new Set(users).size).toBe(users.length);
      const told = chunks.flat().flatMap(({ userId, sampleIds }) => sampleIds.map((id) => `${id} ${userId}`));
      expect(told.toSorted()).toEqual(
        [...new Set(offers.map(({ sampleId, userId }) => `${sampleId} ${userId}`))].toSorted(),
      );
    }),
  );
});
