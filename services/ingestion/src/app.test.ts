import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
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
import { startIngestion } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let toPostgres: Way;
let toNats: Way;
let ingestion: RunningService;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  toPostgres = new Way(postgres.url);
  toNats = new Way(nats.url);
  await Promise.all([toPostgres.open(), toNats.open()]);
  ingestion = await startIngestion(givenEnvironment({ postgres: toPostgres, nats: toNats }));
});
afterAll(async () => {
  await ingestion?.stop();
  await Promise.all([toPostgres.cut(), toNats.cut()]);
  await Promise.all([postgres.remove(), nats.remove()]);
});

const like = () => ({
  event_name: 'user.interaction.like',
  event_id: randomUUID(),
  event_timestamp: '2026-03-01T12:00:00Z',
  payload: { user_id: 42, sample_id: 1001 },
});

const post = async (body: unknown) =>
  fetch(`${ingestion.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const ready = async () => {
  const response = await fetch(`${ingestion.url}/health/ready`);
  return { code: response.status, ...((await response.json()) as object) };
};

const isKept = async (event_id: string) =>
  (
    await postgres.database.query({
      text: 'SELECT FROM user_interactions WHERE event_id = $1',
      values: [event_id],
    })
  ).length === 1;

test('a service with all its parts is live and ready, and shows its dependencies', async () => {
  const live = await fetch(`${ingestion.url}/health/live`);
  expect([live.status, await live.json()]).toEqual([200, { status: 'ok', service: 'ingestion', checks: {} }]);
  await eventually(async () =>
    expect(await ready()).toMatchObject({
      code: 200,
      checks: { database: { ok: true }, broker: { ok: true }, consumers: { ok: true } },
    }),
  );
  const metrics = await (await fetch(`${ingestion.url}/metrics`)).text();
  expect(metrics).toMatch(/jophiel_consumer_lag\{[^}]*consumer="ingestion-user-interaction"[^}]*\} 0/);
  expect(metrics).toMatch(/jophiel_outbox_unsent\{[^}]*\} 0/);
});

test('without PostgreSQL every request gets 503 with Retry-After and nothing is stored; the service recovers afterwards', async () => {
  const event = like();
  await toPostgres.cut();
  const answer = await post(event);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
  expect(await ready()).toMatchObject({ code: 503, checks: { database: { ok: false }, broker: { ok: true } } });
  expect((await fetch(`${ingestion.url}/health/live`)).status).toBe(200);
  expect(await isKept(event.event_id)).toBe(false);
  await toPostgres.open();
  await eventually(async () => expect(await ready()).toMatchObject({ code: 200 }));
  expect((await post(event)).status).toBe(202);
  expect(await isKept(event.event_id)).toBe(true);
});

test('connections that the server closes are replaced, and every answer stays correct', async () => {
  for (let round = 0; round < 5; round++) {
    await eventually(async () => expect((await post(like())).status).toBe(202));
    const events = Array.from({ length: 20 }, like);
    const [terminated, ...statuses] = await Promise.all([
      postgres.database.query({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE application_name = 'jophiel ingestion' AND datname = current_database()`,
      }),
      ...events.map(async (event) => (await post(event)).status),
    ]);
    expect(terminated.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => ![202, 503].includes(status))).toEqual([]);
    const answered = events.filter((_, index) => statuses[index] === 202);
    for (const { event_id } of answered) expect(await isKept(event_id)).toBe(true);
  }
  await eventually(async () => expect((await post(like())).status).toBe(202));
});

test.each([
  ['JSON after a byte order mark', 'application/json', (text: string) => Buffer.from(`\uFEFF${text}`), {}],
  ['lines after a byte order mark', 'application/x-ndjson', (text: string) => Buffer.from(`\uFEFF${text}\n`), {}],
  ['compressed JSON', 'application/json', (text: string) => gzipSync(text), { 'content-encoding': 'gzip' }],
])('an event comes as %s', async (_, type, packed, encoding) => {
  const event = like();
  const response = await fetch(`${ingestion.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': type, ...encoding },
    body: new Uint8Array(packed(JSON.stringify(event))),
  });
  expect([response.status, await response.text()]).toEqual([202, expect.stringContaining('"accepted":1')]);
  expect(await isKept(event.event_id)).toBe(true);
});

test('without NATS events are accepted, and published when it returns', async () => {
  const transport = await nats.connect();
  const heard: string[] = [];
  await transport.follow('interaction.recorded', (body) =>
    heard.push(JSON.parse(Buffer.from(body).toString()).correlation_id),
  );
  await toNats.cut();
  await eventually(async () => expect(await ready()).toMatchObject({ code: 503, checks: { broker: { ok: false } } }));
  const events = Array.from({ length: 3 }, like);
  expect((await post(events)).status).toBe(202);
  expect(heard).toEqual([]);
  await toNats.open();
  await eventually(() => expect(heard.toSorted()).toEqual(events.map(({ event_id }) => event_id).toSorted()), 15_000);
  await eventually(async () => {
    const metrics = await (await fetch(`${ingestion.url}/metrics`)).text();
    expect(metrics).toMatch(/jophiel_outbox_unsent\{[^}]*\} 0/);
  });
});

test('an invalid setting is refused before anything starts', async () => {
  await expect(
    startIngestion({ DATABASE_URL: postgres.url, NATS_URL: nats.url, INGESTION_PORT: 'eight' }),
  ).rejects.toMatchObject({ code: 'SETTING_INVALID', message: expect.stringContaining('INGESTION_PORT') });
});

test('a service that cannot reach PostgreSQL starts and reports that it is not ready', async () => {
  const lonely = await startIngestion(
    givenEnvironment(
      { postgres, nats },
      {
        DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/nowhere',
      },
    ),
  );
  const response = await fetch(`${lonely.url}/health/ready`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ checks: { database: { ok: false } } });
  await lonely.stop();
});
