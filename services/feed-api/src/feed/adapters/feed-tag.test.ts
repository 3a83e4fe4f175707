import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsFrom, someUser, storeFeed, tellOfRemoval } from '../../../test/given-feeds.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let service: RunningService;

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
  await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function ask(path: string, known?: string) {
  const headers: Record<string, string> = known === undefined ? {} : { 'if-none-match': known };
  const response = await fetch(service.url + path, { headers });
  await response.text();
  return { status: response.status, tag: response.headers.get('etag')! };
}

test('who has a page of a feed already gets it again only when it is another', async () => {
  const user = someUser();
  const page = `/v1/feed/${user}?per_page=5`;
  await storeFeed(postgres.database, user, { version: 1, sampleIds: idsFrom(8_001, 20) });
  const { tag } = await ask(page);
  expect((await ask(page, tag)).status).toBe(304);
  expect((await ask(`${page}&page=2`, tag)).status).toBe(200);
  expect(
    (await ask(`/v1/feed/points/${user}?per_page=5`, (await ask(`/v1/feed/points/${user}?per_page=5`)).tag)).status,
  ).toBe(304);

  await tellOfRemoval(await nats.connect(), '8003');
  await eventually(async () => expect((await ask(page, tag)).status).toBe(200));

  const { tag: next } = await ask(page);
  await storeFeed(postgres.database, user, { version: 2, sampleIds: idsFrom(8_001, 20) });
  expect((await ask(page, next)).status).toBe(200);
});
