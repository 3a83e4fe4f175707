import type { FeedAnswer, Problem } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsFrom, someUser, storeFeed, tellOfRemoval } from '../../../test/given-feeds.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let service: RunningService;
let reader: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  service = await startFeedApi(
    givenEnvironment(
      { postgres, nats },
      {
        // Feeds are stored here without news of them.
        FEED_API_FEED_HELD_MS: '0',
      },
    ),
  );
  reader = new Reader(service.url);
  await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

const store = async (user: string, feed: Parameters<typeof storeFeed>[2]) => storeFeed(postgres.database, user, feed);
const ids = (first: number, amount: number) => idsFrom(first, amount).map(Number);

describe('a page of the stored feed', () => {
  test('has the fields and the types that the platform reads', async () => {
    const user = someUser();
    await store(user, { version: 7, sampleIds: idsFrom(1, 45) });
    const { status, headers, body } = await reader.feed(user, '?page=2&per_page=20');
    const link = (page: number) => `${service.url}/v1/feed/${user}?page=${page}&per_page=20&as_of=${body.generated_at}`;
    expect([status, body]).toEqual([
      200,
      {
        user_id: Number(user),
        generated_at: '2026-03-01T12:00:00.000Z',
        sample_ids: ids(21, 20),
        pagination: {
          current_page: 2,
          per_page: 20,
          total: 45,
          last_page: 3,
          next_page_url: link(3),
          prev_page_url: link(1),
        },
      },
    ]);
    expect([headers.get('x-jophiel-source'), headers.get('x-jophiel-feed-version')]).toEqual(['stored', '7']);
  });

  test('says by which experiment it was ranked, and nothing of the kind to a user of none', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 3) });
    expect((await reader.feed(user)).headers.has('x-jophiel-variant')).toBe(false);
    await postgres.database.execute({
      text: `UPDATE user_feed_recommendations SET variant = 'bold', version = version + 1 WHERE user_id = $1`,
      values: [user],
    });
    expect((await reader.feed(user)).headers.get('x-jophiel-variant')).toBe('bold');
  });

  test('with points has the score of each sample', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 3) });
    expect((await reader.points(user, '?per_page=2')).body.samples).toEqual([
      { sample_id: 1, score: 3, score_final: 3, learned: 0 },
      { sample_id: 2, score: 2, score_final: 2, learned: 0 },
    ]);
    expect((await reader.points(user, '?per_page=2&page=2')).body.samples).toEqual([
      { sample_id: 3, score: 1, score_final: 1, learned: 0 },
    ]);
  });

  test('has ScoreFinal as a number of its own, beside the score that variety has lowered', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 3), diversity: [0, -0.5, -4] });
    const scores = [
      { sample_id: 1, score: 3, score_final: 3, learned: 0 },
      { sample_id: 2, score: 2, score_final: 2.5, learned: 0 },
      { sample_id: 3, score: 1, score_final: 5, learned: 0 },
    ];
    expect((await reader.points(user)).body.samples).toEqual(scores);
    await reader.points(user);
    // From memory too, and by cursor, with one of them left out.
    expect((await reader.points(user)).body.samples).toEqual(scores);
    expect((await reader.points(user, '?limit=5&exclude=2')).body.samples).toEqual([scores[0], scores[2]]);
  });

  test('is the first of 20 for who says nothing, and empty behind the last', async () => {
    const user = someUser();
    await store(user, { sampleIds: idsFrom(1, 45) });
    expect((await reader.feed(user)).body.sample_ids).toEqual(ids(1, 20));
    expect((await reader.feed(user, '?page=1000000')).body.sample_ids).toEqual([]);
  });
});

describe('while a newer feed is stored', () => {
  const feeds = { old: { version: 1, sampleIds: idsFrom(1, 40) }, newer: { version: 2, sampleIds: idsFrom(31, 40) } };
  const older = { ...feeds.old, generatedAt: new Date('2026-03-01T12:00:00Z') };
  const newer = { ...feeds.newer, generatedAt: new Date('2026-03-01T12:00:01Z') };

  test('the links lead through the feed whose first page was read, each sample once', async () => {
    const user = someUser();
    await store(user, older);
    const first = await reader.feed(user, '?per_page=15');
    await store(user, newer);
    const seen = [...first.body.sample_ids];
    for (let url = first.body.pagination.next_page_url; url !== null;) {
      const { body } = await reader.get<FeedAnswer>(url);
      seen.push(...body.sample_ids);
      url = body.pagination.next_page_url;
    }
    expect(seen).toEqual(ids(1, 40));
  });

  test('so do bare page numbers; the first page is the newer feed', async () => {
    const user = someUser();
    await store(user, older);
    await reader.feed(user, '?per_page=15');
    await store(user, newer);
    expect((await reader.feed(user, '?per_page=15&page=2')).body.sample_ids).toEqual(ids(16, 15));
    expect((await reader.feed(user, '?per_page=15&page=1')).body.sample_ids).toEqual(ids(31, 15));
    expect((await reader.feed(user, '?per_page=15&page=2')).body.sample_ids).toEqual(ids(46, 15));
  });

  test('two readers of one user each stay with their own', async () => {
    const user = someUser();
    await store(user, older);
    const one = await reader.feed(user, '?per_page=15');
    await store(user, newer);
    const two = await reader.feed(user, '?per_page=15');
    expect((await reader.get<FeedAnswer>(one.body.pagination.next_page_url!)).body.sample_ids).toEqual(ids(16, 15));
    expect((await reader.get<FeedAnswer>(two.body.pagination.next_page_url!)).body.sample_ids).toEqual(ids(46, 15));
  });

  test('a feed that is remembered no more is continued with the one that there is, which its answer says', async () => {
    const user = someUser();
    await store(user, newer);
    const { body } = await reader.feed(user, '?per_page=15&page=2&as_of=2026-03-01T11:00:00.000Z');
    expect([body.generated_at, body.sample_ids]).toEqual(['2026-03-01T12:00:01.000Z', ids(46, 15)]);
  });
});

test('a sample that goes away leaves every page at once, and moves no other from page to page', async () => {
  const [user, somebodyElse] = [someUser(), someUser()];
  const sampleIds = idsFrom(9_001, 10);
  await store(user, { sampleIds });
  await store(somebodyElse, { sampleIds });
  const first = await reader.feed(user, '?per_page=5');
  const transport = await nats.connect();
  for (const gone of ['9002', '9007']) await tellOfRemoval(transport, gone);
  await eventually(async () => expect((await reader.feed(somebodyElse)).body.pagination.total).toBe(8));
  const second = await reader.get<FeedAnswer>(first.body.pagination.next_page_url!);
  expect(second.body.sample_ids).toEqual([9006, 9008, 9009, 9010]);
  expect((await reader.feed(user, '?per_page=5')).body.sample_ids).toEqual([9001, 9003, 9004, 9005, 9006]);
});

describe('a request that breaks the contract is told where and how', () => {
  test.each([
    ['/v1/feed/abc', '/params/user_id'],
    ['/v1/feed/-1', '/params/user_id'],
    ['/v1/feed/1.5', '/params/user_id'],
    [`/v1/feed/${'9'.repeat(129)}`, '/params/user_id'],
    ['/v1/feed/1?page=0', '/query/page'],
    ['/v1/feed/1?page=x', '/query/page'],
    ['/v1/feed/1?page=1000001', '/query/page'],
    ['/v1/feed/1?per_page=101', '/query/per_page'],
    ['/v1/feed/1?per_page=1.5', '/query/per_page'],
    ['/v1/feed/points/1?per_page=0', '/query/per_page'],
    ['/v1/feed/1?page=2&as_of=yesterday', '/query/as_of'],
    ['/v1/feed/abc/stream', '/params/user_id'],
  ])('%s', async (path, place) => {
    const { status, headers, body } = await reader.get<Problem>(path);
    expect([status, headers.get('content-type'), body.code]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
      'BODY_INVALID',
    ]);
    expect(body.faults).toEqual([expect.objectContaining({ path: place })]);
  });
});
