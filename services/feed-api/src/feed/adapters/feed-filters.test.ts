import type { FeedAnswer, Problem } from '@jophiel/contracts';
import type { RunningService } from '@jophiel/service';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someUser, storeFeed } from '../../../test/given-feeds.ts';
import { analyse, environmentOf } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[];
let reader: Reader;
const user = someUser();
/** Every third is of trap; each is a little faster than the one before. */
const sampleIds = Array.from({ length: 30 }, (_, index) => index + 1);
const trap = sampleIds.filter((id) => id % 3 === 0);

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = environmentOf(postgres, nats, 'audio');
  services = await Promise.all([startVectorizer(environment), startFeedApi(environment)]);
  reader = new Reader(services[1]!.url);
  await analyse(
    await nats.connect(),
    postgres.database,
    sampleIds.map((id) => ({ id, metadata: { genero: [id % 3 === 0 ? 'trap' : 'jazz'], bpm: 100 + id } })),
  );
  await storeFeed(postgres.database, user, { sampleIds: [...sampleIds.map(String), '999'] });
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
});

test('a filtered feed is what passes, in the order of the feed, and its pages count only that', async () => {
  const { body } = await reader.feed(user, '?genre=trap&per_page=4');
  expect(body.sample_ids).toEqual(trap.slice(0, 4));
  expect([body.pagination.total, body.pagination.last_page]).toEqual([10, 3]);
  expect((await reader.points(user, '?genre=trap&tempo=120..')).body.samples.map((one) => one.sample_id)).toEqual(
    trap.filter((id) => id >= 20),
  );
});

test.each(['?genre=trap&tempo=..125&per_page=3', '?genre=trap&tempo=..125&limit=3'])(
  'the links of %s keep the filters, up to the last page',
  async (query) => {
    const seen: (string | number)[] = [];
    for (let url: string | null = `/v1/feed/${user}${query}`; url !== null;) {
      const { body }: { body: FeedAnswer } = await reader.get<FeedAnswer>(url);
      seen.push(...body.sample_ids);
      url = body.pagination.next_page_url;
    }
    expect(seen).toEqual(trap.filter((id) => id <= 25));
  },
);

test('a cursor goes on with the filters that it began with, however they are written, and with no others', async () => {
  const { body } = await reader.feed(user, '?genre=trap&limit=3');
  const cursor = body.next_cursor!;
  expect((await reader.feed(user, `?genre=TRAP&limit=3&cursor=${cursor}`)).body.sample_ids).toEqual(trap.slice(3, 6));
  const { status, body: problem } = await reader.get<Problem>(`/v1/feed/${user}?genre=jazz&limit=3&cursor=${cursor}`);
  expect([status, problem.code]).toEqual([400, 'CURSOR_INVALID']);
});

test.each([
  ['colour=red', '/query/colour'],
  ['tempo=fast', '/query/tempo'],
  ['tempo=~5%25', '/query/tempo'],
])('%s is refused with its place', async (query, place) => {
  const { status, body } = await reader.get<Problem>(`/v1/feed/${user}?${query}`);
  expect([status, body.code, body.faults?.[0]?.path]).toEqual([400, 'BODY_INVALID', place]);
});
