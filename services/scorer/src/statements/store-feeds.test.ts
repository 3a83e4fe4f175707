import { asScorer } from '@jophiel/candidates/given-catalogue';
import type { Database } from '@jophiel/postgres';
import type { RankedItem } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadItems } from './load-items.ts';
import { lockFeeds } from './lock-feeds.ts';
import { storeFeeds } from './store-feeds.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());

const NOW = new Date('2026-03-01T12:00:00.000Z');
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const item: fc.Arbitrary<RankedItem> = fc.record(
  { sampleId: fc.stringMatching(/^[a-z0-9 "\\{},'ä-]{1,8}$/), score: double, diversity: double.filter((d) => d < 0) },
  { requiredKeys: ['sampleId', 'score'] },
);

const feedOf = (userId: string, items: readonly RankedItem[], replaces: number) => ({
  userId,
  items,
  replaces,
  profileVersion: 1,
  layout: 'layout',
  scoring: 'scoring',
  variant: undefined,
  generatedAt: NOW,
  rankedAt: NOW,
});

test('feeds that are stored together are each read as they were, whatever their lengths, ids and scores', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(item, { maxLength: 5 }), { minLength: 1, maxLength: 6 }), async (lists) => {
      await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
      const feeds = lists.map((items, index) => feedOf(`user ${index}`, items, 0));
      const users = feeds.map(({ userId }) => userId);
      expect(await storeFeeds(database, feeds)).toEqual(new Set(users));
      const stored = await lockFeeds(database, users);
      expect(stored.map(({ items }) => items)).toEqual(lists);
      const items = await loadItems(database, users);
      for (const [index, userId] of users.entries())
        expect(items.get(userId) ?? []).toEqual(lists[index]!.map(({ sampleId, score }) => ({ sampleId, score })));
    }),
    { numRuns: 60 },
  );
});

test('of several feeds, those that somebody else replaced meanwhile stay as they are', async () => {
  await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
  const [one, two] = [[{ sampleId: '1', score: 0.5 }], [{ sampleId: '2', score: 0.25, diversity: -0.5 }]];
  await storeFeeds(database, [feedOf('a', one, 0), feedOf('b', one, 0)]);
  expect(await storeFeeds(database, [feedOf('a', two, 0), feedOf('b', two, 1)])).toEqual(new Set(['b']));
  const stored = await lockFeeds(database, ['a', 'b']);
  expect(stored.map(({ version, items }) => ({ version, items }))).toEqual([
    { version: 1, items: one },
    { version: 2, items: two },
  ]);
});
