import type { NearestBody, NearestQuery } from '@jophiel/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type IdType, messagesOf } from './messages.ts';

const MEGABYTE = 1_048_576;
const queries: fc.Arbitrary<NearestQuery[]> = fc.array(
  fc.record({
    vector: fc.integer({ min: 1, max: 60_000 }).map((length) => 'A'.repeat(length)),
    k: fc.integer({ min: 1, max: 10_000 }),
  }),
  { minLength: 1, maxLength: 300 },
);
const longestIds: Record<IdType, unknown> = {
  integer: Number.MAX_SAFE_INTEGER,
  string: '123e4567-e89b-12d3-a456-426614174000',
};
const idTypes = Object.keys(longestIds) as IdType[];

test.each(idTypes)(
  'every query is sent once, in order; no message or answer exceeds the broker limit: %s ids',
  (idType) => {
    const idBytes = JSON.stringify(longestIds[idType]).length;
    fc.assert(
      fc.property(queries, (all) => {
        const messages = messagesOf({ layout: 'any', queries: all }, idType);
        for (const message of messages) expect(message.length).toBeLessThanOrEqual(MEGABYTE);
        const bodies = messages.map((message) => JSON.parse(message) as NearestBody);
        expect(bodies.flatMap((body) => body.queries)).toEqual(all);
        for (const { layout, form, queries: some } of bodies) {
          expect([layout, form]).toEqual(['any', 'ids']);
          expect(some.length).toBeLessThanOrEqual(256);
          // Ids and commas, the brackets and comma of each list, and the JSON around the lists.
          const answer = some.reduce((bytes, { k }) => bytes + k * (idBytes + 1) + 2, 0);
          const frame = JSON.stringify({ layout, size: Number.MAX_SAFE_INTEGER, answers: [] }).length;
          expect(answer + frame).toBeLessThanOrEqual(MEGABYTE);
        }
      }),
      { numRuns: 40 },
    );
  },
);

test.each<[IdType, number]>([
  ['integer', 61],
  ['string', 26],
])('queries that fit into one message are sent as one: %s ids', (idType, limit) => {
  const query = { vector: 'A'.repeat(7_736), k: 1_000 };
  const messages = (count: number) =>
    messagesOf({ layout: 'any', queries: Array.from({ length: count }, () => query) }, idType);
  expect([messages(limit).length, messages(limit + 1).length]).toEqual([1, 2]);
});
