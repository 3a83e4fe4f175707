import type { Problem } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  Way,
} from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  idsFrom,
  someUser,
  storeFeed,
  storeSamples,
  storeTrending,
  tellOfFeed,
  tellOfVector,
} from '../test/given-feeds.ts';
import { Reader } from '../test/reader.ts';
import { startFeedApi } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let toPostgres: Way;
let toNats: Way;
let service: RunningService;
let reader: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  toPostgres = new Way(postgres.url);
  toNats = new Way(nats.url);
  await Promise.all([toPostgres.open(), toNats.open()]);
  await storeSamples(postgres.database, idsFrom(1, 250));
  await storeSamples(postgres.database, idsFrom(901, 2), false);
  await storeSamples(postgres.database, ['903']);
  await postgres.database.execute({ text: `UPDATE sample_vectors SET vector = NULL WHERE sample_id = '903'` });
  service = await startFeedApi(
    givenEnvironment(
      { postgres: toPostgres, nats: toNats },
      {
        FEED_API_PUBLIC_URL: 'https://feeds.example.org',
      },
    ),
  );
  reader = new Reader(service.url);
  await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([toPostgres?.cut(), toNats?.cut()]);
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

const sourceOf = async (user: string) => (await reader.feed(user)).headers.get('x-jophiel-source');
const checks = async () => (await reader.get<{ checks: Record<string, { ok: boolean }> }>('/health/ready')).body.checks;

test('a user without a feed gets the newest samples while nothing was computed, then what is trending', async () => {
  const user = someUser();
  const { headers, body } = await reader.feed(user, '?per_page=100');
  expect([headers.get('x-jophiel-source'), headers.get('x-jophiel-feed-version')]).toEqual(['newest', null]);
  expect(body.sample_ids).toEqual(idsFrom(1, 100).map(Number));
  expect(body.pagination.total).toBe(200);

  await storeTrending(postgres.database, ['7', '3']);
  expect(await sourceOf(user)).toBe('trending');
  expect((await reader.points(user)).body.samples).toEqual([
    { sample_id: 7, score: 1, score_final: 1, learned: 0 },
    { sample_id: 3, score: 0.5, score_final: 0.5, learned: 0 },
  ]);

  await storeFeed(postgres.database, user, { sampleIds: ['5'] });
  expect(await sourceOf(user)).toBe('stored');
});

test('the links name the address that clients use', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { sampleIds: idsFrom(1, 30) });
  expect((await reader.feed(user)).body.pagination.next_page_url).toMatch(
    `https://feeds.example.org/v1/feed/${user}?page=2&per_page=20&as_of=`,
  );
});

test('what lost its vector before this process started is not shown either', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { sampleIds: ['1', '903', '2'] });
  await eventually(async () => expect((await reader.feed(user)).body.sample_ids).toEqual([1, 2]));
});

test('what was unlisted before this process started is not shown, until it is back', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { sampleIds: ['1', '901', '902', '2'] });
  await eventually(async () => expect((await reader.feed(user)).body.sample_ids).toEqual([1, 2]));
  await tellOfVector(await nats.connect(), '901');
  await eventually(async () => expect((await reader.feed(user)).body.sample_ids).toEqual([1, 901, 2]));
});

test('without PostgreSQL, feeds that were served before are served from memory, marked as such; others are not', async () => {
  const [known, stranger] = [someUser(), someUser()];
  await storeFeed(postgres.database, known, { version: 4, sampleIds: idsFrom(1, 30) });
  const before = await reader.feed(known);
  await toPostgres.cut();
  // There is no news of it: it is what would be read.
  expect(await sourceOf(known)).toBe('stored');
  await tellOfFeed(await nats.connect(), known, 5);
  await eventually(async () => expect(await sourceOf(known)).toBe('cache'));
  const from = await reader.feed(known);
  expect(from.body).toEqual(before.body);
  expect([from.headers.get('x-jophiel-source'), from.headers.get('x-jophiel-feed-version')]).toEqual(['cache', '4']);
  const refused = await reader.get<Problem>(`/v1/feed/${stranger}`);
  expect([refused.status, refused.body.code]).toEqual([503, 'DATABASE_UNAVAILABLE']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await checks()).database?.ok).toBe(false);
  await toPostgres.open();
  await eventually(async () => expect(await sourceOf(known)).toBe('stored'));
});

test('without NATS every feed is read from PostgreSQL; samples unlisted meanwhile are noticed after the reconnect', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { version: 1, sampleIds: ['11'] });
  expect((await reader.feed(user)).body.sample_ids).toEqual([11]);
  await toNats.cut();
  await eventually(async () => expect((await checks()).broker?.ok).toBe(false));
  await storeFeed(postgres.database, user, { version: 2, sampleIds: ['11', '12'] });
  expect((await reader.feed(user)).body.sample_ids).toEqual([11, 12]);
  await postgres.database.execute({ text: `UPDATE sample_vectors SET removed_at = now() WHERE sample_id = '11'` });
  await toNats.open();
  await eventually(async () => expect((await reader.feed(user)).body.sample_ids).toEqual([12]), 20_000);
});
