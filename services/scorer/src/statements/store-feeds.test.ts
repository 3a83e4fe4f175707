import { readFileSync } from 'node:fs';
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
  {
    sampleId: fc.stringMatching(/^[a-z0-9 "\\{},'ä-]{1,8}$/),
    scoreFinal: double,
    score: double,
    diversity: double.filter((d) => d < 0),
    exploration: double.filter((lift) => lift > 0),
  },
  { requiredKeys: ['sampleId', 'scoreFinal', 'score'] },
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

test('feeds stored together are read back unchanged, for any lengths, ids and scores', async () => {
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

test('of several feeds, those that another writer replaced meanwhile do not change', async () => {
  await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
  const one = [{ sampleId: '1', scoreFinal: 0.5, score: 0.5 }];
  const two = [{ sampleId: '2', scoreFinal: 0.75, score: 0.25, diversity: -0.5 }];
  await storeFeeds(database, [feedOf('a', one, 0), feedOf('b', one, 0)]);
  expect(await storeFeeds(database, [feedOf('a', two, 0), feedOf('b', two, 1)])).toEqual(new Set(['b']));
  const stored = await lockFeeds(database, ['a', 'b']);
  expect(stored.map(({ version, items }) => ({ version, items }))).toEqual([
    { version: 1, items: one },
    { version: 2, items: two },
  ]);
});

test('ScoreFinal takes 1,620 bytes of a row of 200 items, like the scores', async () => {
  await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
  const items = Array.from({ length: 200 }, (_, index) => ({
    sampleId: String(index),
    scoreFinal: 1 / (index + 1),
    score: 0.9 / (index + 1),
    diversity: -0.1 / (index + 1),
  }));
  await storeFeeds(database, [feedOf('a', items, 0)]);
  const [size] = await database.query({
    text: `SELECT pg_column_size(score_final) AS score_final, pg_column_size(scores) AS scores FROM user_feed_recommendations`,
  });
  expect(size).toEqual({ score_final: 1_620, scores: 1_620 });
});

test('a feed of a scorer that does not store ScoreFinal yet is read with score minus diversity', async () => {
  await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
  const items = [
    { sampleId: '1', scoreFinal: 0.75, score: 0.75 },
    { sampleId: '2', scoreFinal: 0.75, score: 0.25, diversity: -0.5 },
  ];
  await storeFeeds(database, [feedOf('a', items, 0)]);
  await database.execute({ text: `UPDATE user_feed_recommendations SET score_final = '{}'` });
  const [stored] = await lockFeeds(database, ['a']);
  expect(stored!.items).toEqual(items);
});

test('the migration sets ScoreFinal of older feeds to score minus diversity', async () => {
  const migration = new URL('../../../../prisma/migrations/20261130000200_score_final/migration.sql', import.meta.url);
  const lists: RankedItem[][] = [
    [],
    [{ sampleId: '1', scoreFinal: 0.5, score: 0.5 }],
    [
      { sampleId: '1', scoreFinal: 1, score: 1 },
      { sampleId: '2', scoreFinal: 0.75, score: 0.25, diversity: -0.5 },
      { sampleId: '3', scoreFinal: 0.25, score: 0.125, diversity: -0.125 },
    ],
  ];
  await database.execute({ text: 'DELETE FROM user_feed_recommendations' });
  const feeds = lists.map((items, index) => feedOf(`user ${index}`, items, 0));
  await storeFeeds(database, feeds);
  await postgres.database.execute({ text: 'ALTER TABLE user_feed_recommendations DROP COLUMN score_final' });
  await postgres.database.execute({ text: readFileSync(migration, 'utf8') });
  const rows = await postgres.database.query<{ score_final: number[] }>({
    text: 'SELECT score_final FROM user_feed_recommendations ORDER BY user_id',
  });
  expect(rows.map((row) => row.score_final)).toEqual(lists.map((items) => items.map(({ scoreFinal }) => scoreFinal)));
});
