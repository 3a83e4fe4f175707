import { connect } from 'node:net';
import type { Problem } from '@jophiel/contracts';
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
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { idsFrom, someUser, storeFeed, tellOfFeed } from '../../../test/given-feeds.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

const MAX_CLIENTS = 4;
const MAX_PER_USER = 3;
let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let service: RunningService;
const closing: AbortController[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  service = await startFeedApi(
    givenEnvironment(
      { postgres, nats },
      {
        STREAM_MOST_CLIENTS: String(MAX_CLIENTS),
        STREAM_MOST_PER_USER: String(MAX_PER_USER),
        STREAM_BEAT_MS: '100',
        STREAM_LONGEST_MS: '3000',
      },
    ),
  );
  await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
});
afterEach(async () => {
  for (const controller of closing.splice(0)) controller.abort();
  await eventually(async () => expect(await clients()).toBe(0));
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function clients(): Promise<number> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  return Number(/^jophiel_stream_clients\{?.*\}? (\d+)$/m.exec(metrics)![1]);
}

/** Listens as a browser does. @returns what has come so far, beats included */
async function listen(user: string, headers: Record<string, string> = {}) {
  const controller = new AbortController();
  closing.push(controller);
  const response = await fetch(`${service.url}/v1/feed/${user}/stream`, { headers, signal: controller.signal });
  const received = { text: '', headers: response.headers };
  let isOver = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) received.text += decoder.decode(chunk, { stream: true });
    isOver = true;
  })();
  reading.catch(() => {});
  return {
    received,
    isOver: () => isOver,
    versions: () => [...received.text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
  };
}

const expectHeard = async ({ versions }: Awaited<ReturnType<typeof listen>>, expected: number[]) =>
  eventually(() => expect(versions()).toEqual(expected));

test('tells of the stored version at once, then of each new one, in the words of the contract', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { version: 3, sampleIds: idsFrom(1, 2) });
  const listening = await listen(user);
  await expectHeard(listening, [3]);
  await tellOfFeed(transport, user, 4);
  await expectHeard(listening, [3, 4]);
  expect(listening.received.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(listening.received.text).toContain(
    `event: feed.updated\nid: 4\ndata: {"user_id":${user},"version":4,"generated_at":"2026-03-01T12:00:00.000Z"}\n\n`,
  );
});

test('sends only changes of its user, none twice and none older than the last', async () => {
  const [user, other] = [someUser(), someUser()];
  const listening = await listen(user);
  for (const [whose, version] of [
    [user, 2],
    [other, 9],
    [user, 2],
    [user, 1],
    [user, 3],
  ] as const)
    await tellOfFeed(transport, whose, version);
  await expectHeard(listening, [2, 3]);
});

test('who comes back is told only what is newer than what they have', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { version: 5, sampleIds: idsFrom(1, 2) });
  const knows = await listen(user, { 'last-event-id': '5' });
  const missed = await listen(user, { 'last-event-id': '4' });
  await expectHeard(missed, [5]);
  await tellOfFeed(transport, user, 6);
  await expectHeard(missed, [5, 6]);
  await expectHeard(knows, [6]);
});

test('who claims to know a version that was never stored is told of the one that there is', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { version: 5, sampleIds: idsFrom(1, 2) });
  const listening = await listen(user, { 'last-event-id': '9' });
  await expectHeard(listening, [5]);
  await tellOfFeed(transport, user, 6);
  await expectHeard(listening, [5, 6]);
});

test('ends after its time, politely; who comes back goes on where it was', async () => {
  const user = someUser();
  await storeFeed(postgres.database, user, { version: 1, sampleIds: idsFrom(1, 2) });
  const first = await listen(user);
  await expectHeard(first, [1]);
  await eventually(() => expect(first.isOver()).toBe(true), 10_000);
  await storeFeed(postgres.database, user, { version: 2, sampleIds: idsFrom(1, 2) });
  await expectHeard(await listen(user, { 'last-event-id': '1' }), [2]);
});

test('one user has no more streams than is allowed, and others have theirs', async () => {
  const [user, other] = [someUser(), someUser()];
  for (let index = 0; index < MAX_PER_USER; index++) await listen(user);
  const { status, body } = await new Reader(service.url).get<Problem>(`/v1/feed/${user}/stream`);
  expect([status, body.code, body.detail]).toEqual([503, 'SERVICE_UNAVAILABLE', expect.stringContaining(user)]);
  await listen(other);
  await eventually(async () => expect(await clients()).toBe(MAX_PER_USER + 1));
});

test('HEAD is not answered with a stream that never ends', async () => {
  const response = await fetch(`${service.url}/v1/feed/${someUser()}/stream`, { method: 'HEAD' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
});

test('beats while there is no news', async () => {
  const { received } = await listen(someUser());
  await eventually(() => expect(received.text.match(/^: beat$/gm)?.length).toBeGreaterThan(1));
});

test('refuses clients above the limit, and accepts one again after another has left', async () => {
  const user = someUser();
  for (let index = 0; index < MAX_CLIENTS; index++) await listen(someUser());
  await eventually(async () => expect(await clients()).toBe(MAX_CLIENTS));
  const { status, headers, body } = await new Reader(service.url).get<Problem>(`/v1/feed/${user}/stream`);
  expect([status, body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  closing.pop()!.abort();
  await eventually(async () => expect(await clients()).toBe(MAX_CLIENTS - 1));
  await tellOfFeed(transport, user, 1);
  await expectHeard(await listen(user), []);
});

test('a client that does not read is let go', async () => {
  const { port } = new URL(service.url);
  const socket = connect(Number(port), '127.0.0.1');
  const user = someUser();
  socket.pause();
  socket.write(`GET /v1/feed/${user}/stream HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await eventually(async () => expect(await clients()).toBe(1));
  let version = 0;
  await eventually(async () => {
    for (let index = 0; index < 500; index++) void tellOfFeed(transport, user, ++version);
    await tellOfFeed(transport, user, ++version);
    expect(await clients()).toBe(0);
  });
  socket.destroy();
});
