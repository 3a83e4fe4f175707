import { randomUUID } from 'node:crypto';
import { EventsAnswer, Problem } from '@jophiel/contracts';
import { checker } from '@jophiel/errors';
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
import { startIngestion } from '../../app.ts';

const BODY_LIMIT = 1_000_000;
let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let ingestion: RunningService;
let films: RunningService;

const environment = () =>
  givenEnvironment(
    { postgres, nats },
    {
      INGESTION_BODY_LIMIT_BYTES: String(BODY_LIMIT),
    },
  );

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  ingestion = await startIngestion(environment());
  films = await startIngestion({ ...environment(), JOPHIEL_DOMAIN: 'films' });
});
afterAll(async () => {
  await Promise.all([ingestion.stop(), films.stop()]);
  await Promise.all([postgres.remove(), nats.remove()]);
});

let lastId = 1_000;
const someId = () => ++lastId;

function event(event_name: string, payload: Record<string, unknown>, event_id: string = randomUUID()) {
  return { event_name, event_id, event_timestamp: '2026-03-01T12:00:00Z', source: 'platform.v2', payload };
}
const like = (user_id: number | string, sample_id: number | string = someId(), event_id?: string) =>
  event('user.interaction.like', { user_id, sample_id }, event_id);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: never;
}

async function post(
  body: unknown,
  {
    type = 'application/json',
    query = '',
    to = ingestion,
    headers = {},
  }: { type?: string; query?: string; to?: RunningService; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${to.url}/v1/events${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
}

const expectProblem = (answer: Answer, status: number, code: string) => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(checker(Problem)(answer.body)).toMatchObject({ ok: true });
  expect(answer).toMatchObject({
    status,
    body: { status, code, type: expect.stringMatching(new RegExp(`#${code}$`)), correlation_id: expect.any(String) },
  });
};

const log = async (user: number | string) =>
  postgres.database.query<{ event_id: string; sample_id: string }>({
    text: 'SELECT event_id, sample_id FROM user_interactions WHERE user_id = $1 ORDER BY sample_id',
    values: [String(user)],
  });

describe('what is accepted', () => {
  test('is committed before the answer, and published as facts', async () => {
    const user = someId();
    const heard: { event_timestamp: string; correlation_id: string; payload: { user_id: string } }[] = [];
    const follower = await transport.follow('interaction.recorded', (body) =>
      heard.push(JSON.parse(Buffer.from(body).toString())),
    );
    const one = like(user);
    const answer = await post(one);
    expect(await log(user)).toEqual([{ event_id: one.event_id, sample_id: String(one.payload.sample_id) }]);
    expect(checker(EventsAnswer)(answer.body)).toMatchObject({ ok: true });
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        duplicate: 0,
        rejected: 0,
        results: [{ index: 0, event_id: one.event_id, status: 'accepted' }],
      },
    });
    const facts = () => heard.filter(({ payload }) => payload.user_id === String(user));
    await eventually(() => expect(facts()).toHaveLength(1));
    expect(facts()[0]).toMatchObject({
      event_timestamp: '2026-03-01T12:00:00.000Z',
      correlation_id: one.event_id,
      payload: { interaction: 'like', user_id: String(user), sample_id: String(one.payload.sample_id) },
    });
    await follower.stop();
  });

  test('counts once when a request without ids and times is repeated with the same Idempotency-Key', async () => {
    const user = someId();
    const plays = [1, 2].map(() => ({ user_id: user, sample_id: 7 }));
    const send = async (key: string) =>
      post(plays, { query: '?event_name=user.interaction.play', headers: { 'idempotency-key': key } });
    expect(await send('first')).toMatchObject({ status: 202, body: { accepted: 2, duplicate: 0 } });
    expect(await send('first')).toMatchObject({ status: 202, body: { accepted: 0, duplicate: 2 } });
    expect(await send('second')).toMatchObject({ status: 202, body: { accepted: 2, duplicate: 0 } });
    expect(await log(user)).toHaveLength(4);
  });

  test('is reported per event: accepted, duplicate, or rejected with a reason', async () => {
    const [user, known] = [someId(), like(someId())];
    await post(known);
    const one = like(user);
    const answer = await post([
      one,
      known,
      { ...one, event_id: one.event_id.replaceAll('-', '').toUpperCase() },
      event('user.interaction.adore', { user_id: user }),
      like(user, 'a text', '8f1c2d3e4b5a69788796a5b4c3d2e1f0'),
      7,
    ]);
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        duplicate: 2,
        rejected: 3,
        results: [
          { index: 0, event_id: one.event_id, status: 'accepted' },
          { index: 1, event_id: known.event_id, status: 'duplicate' },
          { index: 2, event_id: one.event_id, status: 'duplicate' },
          { index: 3, status: 'rejected', code: 'EVENT_UNKNOWN', reason: expect.stringContaining('like, unlike') },
          {
            index: 4,
            event_id: '8f1c2d3e-4b5a-6978-8796-a5b4c3d2e1f0',
            status: 'rejected',
            code: 'EVENT_INVALID',
            reason: expect.stringContaining('/payload/sample_id must be an integer'),
          },
          { index: 5, status: 'rejected', code: 'EVENT_INVALID', reason: 'An event must be a JSON object.' },
        ],
      },
    });
    expect(await log(user)).toHaveLength(1);
  });

  test('may be JSON lines; an invalid line rejects only itself', async () => {
    const user = someId();
    const lines = [JSON.stringify(like(user)), '{"event_name": "user.inter', '', JSON.stringify(like(user))].join('\n');
    const answer = await post(lines, { type: 'application/x-ndjson; charset=utf-8' });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 2, rejected: 1 } });
    expect(answer.body).toHaveProperty('results.1.code', 'EVENT_UNREADABLE');
    expect(await log(user)).toHaveLength(2);
  });

  test('may be a bare payload, named by the query; one with a timestamp counts once', async () => {
    const user = someId();
    const bare = { user_id: user, sample_id: 1, timestamp: '2026-03-01T12:00:00Z' };
    const query = '?event_name=user.interaction.like';
    expect(await post(bare, { query })).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(await post(bare, { query })).toMatchObject({ status: 202, body: { duplicate: 1 } });
    expect(await log(user)).toHaveLength(1);
  });

  test('has text ids in the films domain; numbers are refused', async () => {
    const user = `anna ${someId()}`;
    expect(await post(like(user, 'alien'), { to: films })).toMatchObject({ status: 202, body: { accepted: 1 } });
    expect(await log(user)).toMatchObject([{ sample_id: 'alien' }]);
    expectProblem(await post(like(someId(), 'alien'), { to: films }), 422, 'EVENT_INVALID');
  });

  test('in many concurrent requests needs few commits', async () => {
    const user = someId();
    const commits = async () => {
      const text = await (await fetch(`${ingestion.url}/metrics`)).text();
      return Number(/jophiel_process_seconds_count\{[^}]*process="intake"[^}]*\} (\d+)/.exec(text)![1]);
    };
    const before = await commits();
    const answers = await Promise.all(Array.from({ length: 60 }, async () => post(like(user))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 202));
    expect(await log(user)).toHaveLength(60);
    expect((await commits()) - before).toBeLessThan(40);
  });

  test('may be 5,000 events in one request', async () => {
    const user = someId();
    const events = Array.from({ length: 5_000 }, () => like(user, 1));
    const lines = events.map(
      ({ event_id }) =>
        `{"event_id":"${event_id}","event_name":"user.interaction.like",` +
        `"event_timestamp":"2026-03-01T12:00:00Z","payload":{"user_id":${user},"sample_id":1}}`,
    );
    const answer = await post(lines.join('\n'), { type: 'application/x-ndjson' });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 5_000 } });
    expect(await log(user)).toHaveLength(5_000);
  });
});

describe('a request without an accepted event', () => {
  test('gets a problem answer: the code of the first event, every fault with its path', async () => {
    const answer = await post([
      event('user.interaction.like', { user_id: 42 }),
      { ...like(42), event_id: '12' },
      event('user.interaction.adore', { user_id: 42 }),
    ]);
    expectProblem(answer, 422, 'EVENT_INVALID');
    expect(answer.body).toMatchObject({
      detail: expect.stringMatching(/^None of the 3 events .*\/payload\/sample_id/),
      faults: [
        { path: '/0/payload/sample_id' },
        { path: '/1/event_id', value: '"12"' },
        { path: '/2', problem: expect.stringContaining('user.interaction.adore') },
      ],
    });
  });

  test('with one event, gives paths inside that event', async () => {
    const answer = await post(event('user.interaction.follow', { user_id: 42, sample_id: 1 }));
    expectProblem(answer, 422, 'EVENT_INVALID');
    expect(answer.body).toMatchObject({ faults: [{ path: '/payload/followed_user_id' }] });
  });

  test.each([
    ['EVENT_UNKNOWN', event('feed.updated', {})],
    ['EVENT_TIME_IMPLAUSIBLE', { ...like(42), event_timestamp: '9999-01-01T00:00:00Z' }],
    ['EVENT_UNREADABLE', { ...like(42), source: 'a\u0000b' }],
    ['EVENT_INVALID', { user_id: 42, sample_id: 1 }],
  ])('gets the stable code %s', async (code, body) => {
    expectProblem(await post(body), 422, code);
  });

  test('names the erased user as the reason', async () => {
    const user = someId();
    await post({ ...event('user.lifecycle.deleted', { user_id: user }), event_timestamp: '2026-03-01T13:00:00Z' });
    const answer = await post(like(user));
    expectProblem(answer, 422, 'USER_ERASED');
    expect(answer.body).toMatchObject({ faults: [{ path: '', problem: expect.stringContaining('erased') }] });
    const mixed = await post([like(user), like(someId())]);
    expect(mixed).toMatchObject({ status: 202, body: { accepted: 1, rejected: 1 } });
    expect(mixed.body).toHaveProperty('results.0.code', 'USER_ERASED');
    expect(await log(user)).toEqual([]);
  });
});

describe('a body that cannot be read', () => {
  test.each([
    ['', 'application/json'],
    ['{"event_name":', 'application/json'],
    ['[]', 'application/json'],
    ['', 'application/x-ndjson'],
    ['\n \n', 'application/x-ndjson'],
  ])('is a problem: %j as %s', async (body, type) => {
    expectProblem(await post(body, { type }), 400, 'BODY_UNREADABLE');
  });

  test('may be missing', async () => {
    const response = await fetch(`${ingestion.url}/v1/events`, { method: 'POST' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'BODY_UNREADABLE' });
  });

  test('is refused before it is read when it is too large', async () => {
    expectProblem(await post(`"${'x'.repeat(BODY_LIMIT)}"`), 413, 'BODY_TOO_LARGE');
  });

  test('is refused as a whole when it holds too many events', async () => {
    const user = someId();
    const line = JSON.stringify(like(user, 1)).replace(/"source":"[^"]*",/, '');
    const answer = await post(`${line}\n`.repeat(5_001), { type: 'application/x-ndjson' });
    expectProblem(answer, 413, 'BODY_TOO_LARGE');
    expect(await log(user)).toEqual([]);
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'is refused when it is %s',
    async (type) => {
      expectProblem(await post(JSON.stringify(like(42)), { type }), 415, 'MEDIA_TYPE_UNSUPPORTED');
    },
  );

  test('or an invalid query, is refused with its path', async () => {
    const answer = await post(like(42), { query: `?event_name=${'x'.repeat(201)}` });
    expectProblem(answer, 400, 'BODY_INVALID');
    expect(answer.body).toMatchObject({ faults: [{ path: '/query/event_name' }] });
  });
});

test('returns a correlation id of the client, unless its characters could break logs', async () => {
  const given = await post(like(someId()), { headers: { 'x-correlation-id': 'platform:42' } });
  expect(given.headers.get('x-correlation-id')).toBe('platform:42');
  const rejected = await post('{', { headers: { 'x-correlation-id': 'a b{}' } });
  expect(rejected.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(rejected.body).toHaveProperty('correlation_id', rejected.headers.get('x-correlation-id'));
});
