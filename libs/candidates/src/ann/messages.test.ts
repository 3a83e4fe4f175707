import type { NearestBody, NearestQuery } from '@jophiel/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messagesOf } from './messages.ts';

const MEGABYTE = 1_048_576;
const queries: fc.Arbitrary<NearestQuery[]> = fc.array(
  fc.record({
    vector: fc.integer({ min: 1, max: 60_000 }).map((length) => 'A'.repeat(length)),
    k: fc.integer({ min: 1, max: 10_000 }),
  }),
  { minLength: 1, maxLength: 300 },
);

test('every query is asked once, in order, and neither a message nor its answer is larger than a broker takes', () => {
  fc.assert(
    fc.property(queries, (all) => {
      const messages = messagesOf({ layout: 'any', queries: all });
      for (const message of messages) expect(message.length).toBeLessThanOrEqual(MEGABYTE);
      const bodies = messages.map((message) => JSON.parse(message) as NearestBody);
      expect(bodies.flatMap((body) => body.queries)).toEqual(all);
      for (const { layout, form, queries: some } of bodies) {
        expect([layout, form]).toEqual(['any', 'columns']);
        expect(some.length).toBeLessThanOrEqual(256);
        // A UUID, its score, quotes and commas.
        const answer = some.reduce((bytes, { k }) => bytes + k * (36 + 20 + 4), 0);
        expect(answer).toBeLessThanOrEqual(MEGABYTE);
      }
    }),
    { numRuns: 40 },
  );
});

test('what fits one message is one', () => {
  const query = { vector: 'A'.repeat(7_736), k: 1_000 };
  expect(messagesOf({ layout: 'any', queries: Array.from({ length: 16 }, () => query) })).toHaveLength(1);
  expect(messagesOf({ layout: 'any', queries: Array.from({ length: 17 }, () => query) })).toHaveLength(2);
});
