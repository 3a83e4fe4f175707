import type { FeedAnswer } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  idsFrom,
  someUser,
  storeFeed,
  tellOfErasure,
  tellOfFeed,
  tellOfRemoval,
  tellOfVector,
} from '../../../test/given-feeds.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let services: RunningService[] = [];
let readers: Reader[];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = givenEnvironment({ postgres, nats });
  services = await Promise.all([startFeedApi(environment), startFeedApi(environment)]);
  readers = services.map(({ url }) => new Reader(url));
  for (const { url } of services)
    await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200));
  transport = await nats.connect();
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

const store = async (user: string, feed: Parameters<typeof storeFeed>[2]) => storeFeed(postgres.database, user, feed);
/** What each process answers. */
const shown = async (user: string) =>
  Promise.all(readers.map(async (reader) => (await reader.feed(user)).body.sample_ids));

test('a feed is answered from memory until there is news of it, which every process hears', async () => {
  const user = someUser();
  await store(user, { version: 1, sampleIds: ['1', '2'] });
  expect(await shown(user)).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await store(user, { version: 2, sampleIds: ['3'] });
  expect(await shown(user)).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await tellOfFeed(transport, user, 2);
  await eventually(async () => expect(await shown(user)).toEqual([[3], [3]]));
});

describe('"prepared pages call the same functions": what is sent from memory is what was sent when it was read', () => {
  const request = async (path: string, own: Record<string, string> = {}, method = 'GET') => {
    const response = await fetch(services[0]!.url + path, {
      method,
      headers: { 'accept-encoding': 'identity', ...own },
    });
    const headers = Object.fromEntries(response.headers);
    // Each answer's own, and the connection's.
    for (const name of ['date', 'x-correlation-id', 'connection', 'keep-alive']) delete headers[name];
    return { status: response.status, headers, body: await response.text() };
  };

  test.each(['', '?per_page=3', '?page=1&per_page=3', '?limit=3', '?per_page=100'])(
    'in ids and points, to GET and HEAD, with "%s"',
    async (query) => {
      for (const route of ['/v1/feed', '/v1/feed/points']) {
        const user = someUser();
        await store(user, { version: 3, sampleIds: idsFrom(1, 45) });
        const path = `${route}/${user}${query}`;
        const read = await request(path);
        for (let again = 0; again < 3; again++) expect(await request(path)).toEqual(read);
        expect(await request(path, {}, 'HEAD')).toEqual({ ...read, body: '' });
        const known = { 'if-none-match': read.headers.etag! };
        expect(await request(path, known)).toMatchObject({ status: 304, body: '' });
        expect((await request(path, { 'accept-encoding': 'gzip' })).body).toBe(read.body);
      }
    },
  );

  test('and a request that leaves something out is not answered with what was prepared for another', async () => {
    const user = someUser();
    await store(user, { version: 3, sampleIds: idsFrom(1, 9) });
    const [reader] = readers as [Reader];
    for (let again = 0; again < 2; again++) {
      expect((await reader.feed(user, '?per_page=3')).body.sample_ids).toEqual([1, 2, 3]);
      expect((await reader.feed(user, '?per_page=3&exclude=2')).body.sample_ids).toEqual([1, 3, 4]);
      expect((await reader.feed(user, '?per_page=3&page=2')).body.sample_ids).toEqual([4, 5, 6]);
      expect((await reader.get(`/v1/feed/${user}?per_page=3&limit=2`)).status).toBe(400);
    }
  });
});

test('pages are turned in the feed that was answered from memory', async () => {
  const user = someUser();
  const [reader] = readers as [Reader];
  await store(user, { version: 1, sampleIds: idsFrom(1, 9) });
  await reader.feed(user, '?per_page=5');
  const first = await reader.feed(user, '?per_page=5');
  await store(user, { version: 2, generatedAt: new Date('2026-03-01T12:00:01Z'), sampleIds: idsFrom(31, 9) });
  await tellOfFeed(transport, user, 2);
  await eventually(async () => expect((await reader.feed(user)).body.sample_ids[0]).toBe(31));
  const second = await reader.get<FeedAnswer>(first.body.pagination.next_page_url!);
  expect(second.body.sample_ids).toEqual([6, 7, 8, 9]);
});

test('a sample that goes away leaves what is in memory at once, and is there again when it comes back', async () => {
  const user = someUser();
  await store(user, { sampleIds: ['9101', '9102', '9103'] });
  for (let again = 0; again < 2; again++) await shown(user);
  await tellOfRemoval(transport, '9102');
  const without = [9101, 9103];
  await eventually(async () => expect(await shown(user)).toEqual([without, without]));
  await tellOfVector(transport, '9102');
  const all = [9101, 9102, 9103];
  await eventually(async () => expect(await shown(user)).toEqual([all, all]));
});

test('of a user who is erased nothing is answered any more, although the row may still be there', async () => {
  const [user, other] = [someUser(), someUser()];
  for (const each of [user, other]) await store(each, { sampleIds: ['1', '2'] });
  await Promise.all([shown(user), shown(other)]);
  await postgres.database.execute({ text: 'INSERT INTO user_tombstones VALUES ($1, now())', values: [user] });
  await tellOfErasure(transport, user);
  await eventually(async () => expect(await shown(user)).toEqual([[], []]));
  expect(await shown(other)).toEqual([
    [1, 2],
    [1, 2],
  ]);
});
