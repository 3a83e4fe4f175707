import { loadDefinition } from '@jophiel/domain';
import { openLogs } from '@jophiel/observability';
import { armsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsFrom, someUser, storeFeed, storeSamples, storeTrending } from '../../../test/given-feeds.ts';
import { PagedLists } from '../../lists/use-cases/paged-lists.ts';
import { CachedFeeds } from './cached-feeds.ts';
import { loadStoredFeed } from '../statements/load-stored-feed.ts';
import { readFeed } from './choose-feed.ts';

let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
  await storeSamples(postgres.database, idsFrom(1, 4));
});
afterAll(async () => postgres.remove());

async function read(userId: string, hidesOwn: boolean) {
  const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
  const database = postgres.connect({ role: 'jophiel_feed_api' });
  const domain = { ...loadDefinition('audio'), ranking: 'varied' as const, variety: { hideOwnItems: hidesOwn } };
  const feed = await readFeed(userId, {
    database,
    cachedFeeds: new CachedFeeds({
      load: async (user) => loadStoredFeed(database, user),
      limit: 10,
      maxAgeMs: 1_000,
      hearsNews: () => true,
      clock: () => 0,
    }),
    pagedFeeds: new PagedLists({ limit: 10, pagingMs: 1_000 }),
    unlisted: { has: () => false, revision: 0 },
    domain,
    arms: armsOf(domain),
    logger: await logs.feature('test'),
    now: () => new Date('2026-03-01T12:00:00Z'),
  });
  const { source, sampleIds, scores, scoreFinals } = feed;
  expect(scores).toHaveLength(sampleIds.length);
  expect(scoreFinals).toEqual(scores);
  return [source, sampleIds];
}

/** A user who is the creator of two samples. */
async function givenCreator(): Promise<string> {
  const creator = someUser();
  await postgres.database.execute({
    text: `UPDATE sample_vectors SET creator_id = $1 WHERE sample_id IN ('2', '3')`,
    values: [creator],
  });
  return creator;
}

test('where own samples are hidden, what everybody gets is without those of the user', async () => {
  const creator = await givenCreator();
  expect(await read(creator, true)).toEqual(['newest', ['1', '4']]);
  expect(await read(creator, false)).toEqual(['newest', idsFrom(1, 4)]);
  expect(await read(someUser(), true)).toEqual(['newest', idsFrom(1, 4)]);

  await storeTrending(postgres.database, ['3', '4', '5']);
  expect(await read(creator, true)).toEqual(['trending', ['4', '5']]);
  expect(await read(creator, false)).toEqual(['trending', ['3', '4', '5']]);
  expect(await read(someUser(), true)).toEqual(['trending', ['3', '4', '5']]);

  await storeFeed(postgres.database, creator, { sampleIds: ['3'] });
  expect(await read(creator, true)).toEqual(['stored', ['3']]);
});

test('the feed of a user who was erased since it was made is none, and one that was made afterwards is theirs', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { sampleIds: ['3'], generatedAt: new Date('2026-03-01T12:00:00Z') });
  await postgres.database.execute({
    text: `INSERT INTO user_tombstones VALUES ($1, '2026-03-01T12:00:00Z')`,
    values: [user],
  });
  expect((await read(user, false))[0]).not.toBe('stored');
  await storeFeed(postgres.database, user, { sampleIds: ['4'], generatedAt: new Date('2026-03-01T12:00:01Z') });
  expect(await read(user, false)).toEqual(['stored', ['4']]);
});
