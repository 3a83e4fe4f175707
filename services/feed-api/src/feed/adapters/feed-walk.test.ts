import type { FeedAnswer, Problem } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import { givenEnvironment, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsFrom, someUser, storeFeed, storeTrending } from '../../../test/given-feeds.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[] = [];
let reader: Reader;
let elsewhere: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = givenEnvironment(
    { postgres, nats },
    {
      // Feeds are stored here without news of them.
      FEED_API_FEED_HELD_MS: '0',
    },
  );
  services = await Promise.all([startFeedApi(environment), startFeedApi(environment)]);
  [reader, elsewhere] = services.map(({ url }) => new Reader(url)) as [Reader, Reader];
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

const store = async (user: string, feed: Parameters<typeof storeFeed>[2]) => storeFeed(postgres.database, user, feed);
const ids = (first: number, amount: number) => idsFrom(first, amount).map(Number);

describe('a walk by cursor', () => {
  test('has the fields of a page, and says where the next one is', async () => {
    const user = someUser();
    await store(user, { version: 7, sampleIds: idsFrom(1, 5) });
    const { headers, body } = await reader.feed(user, '?limit=2');
    expect(body).toEqual({
      user_id: Number(user),
      generated_at: '2026-03-01T12:00:00.000Z',
      sample_ids: [1, 2],
      pagination: {
        current_page: 1,
        per_page: 2,
        total: 5,
        last_page: 3,
        next_page_url: `${services[0]!.url}/v1/feed/${user}?limit=2&cursor=${body.next_cursor}`,
        prev_page_url: null,
      },
      next_cursor: expect.any(String),
      newer_version: false,
    });
    expect(headers.get('x-jophiel-feed-version')).toBe('7');
    const last = (await reader.feed(user, `?limit=3&cursor=${body.next_cursor}`)).body;
    expect(last.sample_ids).toEqual([3, 4, 5]);
    expect(last).toMatchObject({ next_cursor: null, pagination: { current_page: 2, total: 5, next_page_url: null } });
  });

  test('has the scores where these are asked for', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 3) });
    const first = (await reader.points(user, '?limit=2')).body;
    expect(first.samples).toEqual([
      { sample_id: 1, score: 3, score_final: 3, learned: 0 },
      { sample_id: 2, score: 2, score_final: 2, learned: 0 },
    ]);
    const second = (await reader.points(user, `?cursor=${first.next_cursor}`)).body;
    expect(second.samples).toEqual([{ sample_id: 3, score: 1, score_final: 1, learned: 0 }]);
  });

  test('goes on through a newer feed, in any process: nothing twice, and nothing that stayed is missed', async () => {
    const user = someUser();
    await store(user, { version: 1, sampleIds: idsFrom(1, 10) });
    const first = (await reader.feed(user, '?limit=4')).body;
    // The later half moved up, the earlier is behind it, and two are new.
    await store(user, { version: 2, sampleIds: [...idsFrom(6, 5), ...idsFrom(21, 2), ...idsFrom(1, 5)] });
    const second = (await elsewhere.feed(user, `?limit=4&cursor=${first.next_cursor}`)).body;
    expect(second).toMatchObject({ sample_ids: ids(6, 4), newer_version: true });
    const third = (await reader.get<FeedAnswer>(second.pagination.next_page_url!)).body;
    expect(third).toMatchObject({ sample_ids: [10, 21, 22, 5], next_cursor: null, newer_version: true });
  });

  test('begins with what is trending and goes on with the feed that became the own', async () => {
    const user = someUser();
    await storeTrending(postgres.database, idsFrom(1, 4));
    const first = (await reader.feed(user, '?limit=2')).body;
    expect(first).toMatchObject({ sample_ids: [1, 2], newer_version: false });
    await store(user, { version: 1, sampleIds: ['9', '2', '3'] });
    const second = (await reader.feed(user, `?limit=2&cursor=${first.next_cursor}`)).body;
    expect(second).toMatchObject({ sample_ids: [9, 3], next_cursor: null, newer_version: true });
  });

  test.each([
    ['is none', async () => 'yesterday', ''],
    ["is another user's", async (user: string) => (await reader.feed(user, '?limit=2')).body.next_cursor!, ''],
    [
      'began with other samples left out',
      async (_: string, other: string) => (await reader.feed(other, '?limit=2&exclude=1')).body.next_cursor!,
      '&exclude=2',
    ],
  ])('is refused when the cursor %s', async (_, cursorOf, query) => {
    const [user, other] = [someUser(), someUser()];
    for (const each of [user, other]) await store(each, { sampleIds: idsFrom(1, 9) });
    const cursor = await cursorOf(user, other);
    const { status, body } = await reader.get<Problem>(`/v1/feed/${other}?cursor=${cursor}${query}`);
    expect([status, body.code, body.faults?.[0]?.path]).toEqual([400, 'CURSOR_INVALID', '/query/cursor']);
  });
});

test('a platform whose ids are texts walks in the same way', async () => {
  const films = await startFeedApi(
    givenEnvironment(
      { postgres, nats },
      {
        // Feeds are stored here without news of them.
        FEED_API_FEED_HELD_MS: '0',
        JOPHIEL_DOMAIN: 'films',
      },
    ),
  );
  services.push(films);
  const audience = new Reader(films.url);
  await store('anne', { sampleIds: ['heat', 'ran', 'safe', 'crash', 'alien'] });
  const first = (await audience.feed('anne', '?limit=2&exclude=ran')).body;
  expect(first.sample_ids).toEqual(['heat', 'safe']);
  await store('anne', { version: 2, sampleIds: ['alien', 'safe', 'ran', 'crash'] });
  const second = (await audience.get<FeedAnswer>(first.pagination.next_page_url!)).body;
  expect(second).toMatchObject({ sample_ids: ['alien', 'crash'], next_cursor: null, newer_version: true });
});

describe('samples to leave out', () => {
  test('count in no total and stand in every link', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 7) });
    const first = (await reader.feed(user, '?per_page=3&exclude=2,5,99')).body;
    expect(first.sample_ids).toEqual([1, 3, 4]);
    expect(first.pagination).toMatchObject({ total: 5, last_page: 2 });
    expect((await reader.get<FeedAnswer>(first.pagination.next_page_url!)).body.sample_ids).toEqual([6, 7]);
  });

  test('are left out of every step of a walk', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 7) });
    const first = (await reader.feed(user, '?limit=3&exclude=5,2')).body;
    expect(first).toMatchObject({ sample_ids: [1, 3, 4], pagination: { total: 5 } });
    expect((await reader.get<FeedAnswer>(first.pagination.next_page_url!)).body.sample_ids).toEqual([6, 7]);
    const reordered = await reader.feed(user, `?limit=3&exclude=2,5&cursor=${first.next_cursor}`);
    expect(reordered.body.sample_ids).toEqual([6, 7]);
  });
});

describe('a request that goes two ways at once, or nowhere, is told where and how', () => {
  test.each([
    ['/v1/feed/1?limit=0', '/query/limit'],
    ['/v1/feed/1?limit=101', '/query/limit'],
    ['/v1/feed/points/1?limit=x', '/query/limit'],
    ['/v1/feed/1?cursor=', '/query/cursor'],
    ['/v1/feed/1?limit=5&page=2', '/query/page'],
    ['/v1/feed/1?cursor=AQ&per_page=2', '/query/per_page'],
    ['/v1/feed/1?limit=5&as_of=2026-03-01T12:00:00.000Z', '/query/as_of'],
    ['/v1/feed/1?exclude=1,x', '/query/exclude'],
    ['/v1/feed/1?exclude=1&exclude=2', '/query/exclude'],
  ])('%s', async (path, place) => {
    const { status, body } = await reader.get<Problem>(path);
    expect([status, body.code, body.faults?.map((fault) => fault.path)]).toEqual([400, 'BODY_INVALID', [place]]);
  });
});
