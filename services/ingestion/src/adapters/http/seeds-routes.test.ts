import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Envelope, Problem, SeedsAccepted, SeedsAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
  temporaryFolder,
} from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startIngestion } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let ingestion: RunningService;
let off: RunningService;
const heard: Envelope[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const transport = await nats.connect();
  await transport.follow('seeds.recorded', (body) => heard.push(JSON.parse(Buffer.from(body).toString()) as Envelope));
  const environment = givenEnvironment({ postgres, nats });
  ingestion = await startIngestion(environment);
  const file = `${temporaryFolder('seeds-off').path}/definition.json`;
  writeFileSync(file, JSON.stringify({ ...loadDefinition('audio'), seeds: { weight: 0, halfLifeDays: 90 } }));
  off = await startIngestion({ ...environment, JOPHIEL_DOMAIN: file });
});
afterAll(async () => {
  await Promise.all([ingestion?.stop(), off?.stop()]);
  await Promise.all([postgres.remove(), nats.remove()]);
});

let lastUser = 100;
const someUser = () => ++lastUser;

interface PutOptions {
  readonly headers?: Record<string, string>;
  readonly to?: RunningService;
}

const routeOf = (user: number | string, to = ingestion) => `${to.url}/v1/users/${user}/seeds`;

async function ask(user: number | string, body: unknown, { headers = {}, to = ingestion }: PutOptions = {}) {
  const response = await fetch(routeOf(user, to), {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function put(user: number, body: unknown, options: PutOptions = {}): Promise<SeedsAccepted> {
  const answer = await ask(user, body, options);
  expect(answer.status).toBe(202);
  return answer.body as SeedsAccepted;
}

async function refused(user: number | string, body: unknown, options: PutOptions = {}): Promise<Problem> {
  const answer = await ask(user, body, options);
  const problem = answer.body as Problem;
  expect(answer.status).toBe(problem.status);
  return problem;
}

const seedsOf = async (user: number) => (await (await fetch(routeOf(user))).json()) as SeedsAnswer;

const rows = async (user: number) =>
  postgres.database.query<{ seeds: unknown; recorded_weight: number; sample_id: string | null }>({
    text: `SELECT seeds, recorded_weight, sample_id FROM user_interactions
           WHERE user_id = $1 AND interaction = 'seed' ORDER BY occurred_at`,
    values: [String(user)],
  });
const heardOf = (user: number) => heard.filter(({ payload }) => payload.user_id === String(user));

test('a choice is logged before the answer, published as a fact, and read again', async () => {
  const user = someUser();
  const terms = { genre: ['trap'], tags: ['dusty vinyl'] };
  const accepted = await put(user, { sample_ids: [1001, 1002], terms });
  expect(accepted).toEqual({ event_id: expect.any(String), status: 'accepted' });
  expect(await rows(user)).toEqual([
    { seeds: { sample_ids: ['1001', '1002'], terms }, recorded_weight: 1, sample_id: null },
  ]);
  await eventually(() =>
    expect(heardOf(user)).toMatchObject([
      { correlation_id: accepted.event_id, payload: { user_id: String(user), sample_ids: ['1001', '1002'], terms } },
    ]),
  );
  const read = await seedsOf(user);
  expect(read).toEqual({ user_id: user, sample_ids: [1001, 1002], terms, event_timestamp: expect.any(String) });
  expect(heardOf(user)[0]!.event_timestamp).toBe(read.event_timestamp);
});

test('the next choice replaces the last, and an empty one leaves none', async () => {
  const user = someUser();
  await put(user, { sample_ids: [1001], event_timestamp: '2026-03-01T12:00:00Z' });
  await put(user, { terms: { genre: ['trap'] }, event_timestamp: '2026-03-01T12:00:01Z' });
  expect(await seedsOf(user)).toMatchObject({ sample_ids: [], terms: { genre: ['trap'] } });
  await put(user, {});
  expect(await seedsOf(user)).toMatchObject({ sample_ids: [], terms: {} });
  expect(await rows(user)).toHaveLength(3);
});

test('a choice that happened earlier and arrives later is logged and does not count', async () => {
  const user = someUser();
  await put(user, { sample_ids: [1], event_timestamp: '2026-03-01T12:00:01Z' });
  expect((await put(user, { sample_ids: [2], event_timestamp: '2026-03-01T12:00:00Z' })).status).toBe('accepted');
  expect(await seedsOf(user)).toMatchObject({ sample_ids: [1], event_timestamp: '2026-03-01T12:00:01.000Z' });
});

test.each([
  ['a time', { event_timestamp: '2026-03-01T12:00:00Z' }, {}],
  ['a key', {}, { 'idempotency-key': 'first visit' }],
])('a repeat with %s is a duplicate', async (_, time, headers) => {
  const [user, other] = [someUser(), someUser()];
  const body = { sample_ids: [1001], ...time };
  const first = await put(user, body, { headers });
  expect(await put(user, body, { headers })).toEqual({ event_id: first.event_id, status: 'duplicate' });
  expect(await rows(user)).toHaveLength(1);
  expect((await put(other, body, { headers })).status).toBe('accepted');
});

test('a user who never chose has no seeds', async () => {
  const user = someUser();
  expect(await seedsOf(user)).toEqual({ user_id: user, sample_ids: [], terms: {}, event_timestamp: null });
});

const many = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test.each([
  [{ sample_ids: many(101) }, 'BODY_INVALID', '/body/sample_ids'],
  [{ sample_ids: [1, 1] }, 'BODY_INVALID', '/body/sample_ids/1'],
  [{ sample_ids: 'all' }, 'BODY_INVALID', '/body/sample_ids'],
  [{ terms: { genre: many(101).map(String) } }, 'BODY_INVALID', '/body/terms/genre'],
  [{ terms: { genre: [''] } }, 'BODY_INVALID', '/body/terms/genre/0'],
  [{ terms: { genre: ['x'.repeat(101)] } }, 'BODY_INVALID', '/body/terms/genre/0'],
  [{ terms: { genre: 'trap' } }, 'BODY_INVALID', '/body/terms/genre'],
  [{ terms: { colour: ['red'] } }, 'BODY_INVALID', '/body/terms/colour'],
  [{ terms: { tempo: ['fast'] } }, 'BODY_INVALID', '/body/terms/tempo'],
  [{ samples: [1] }, 'BODY_INVALID', '/body/samples'],
  [{ event_timestamp: 'yesterday' }, 'BODY_INVALID', '/body/event_timestamp'],
  [{ event_timestamp: '2999-01-01T00:00:00Z' }, 'EVENT_TIME_IMPLAUSIBLE', '/event_timestamp'],
  [{ terms: { genre: ['tr\u0000p'] } }, 'EVENT_UNREADABLE', '/terms/genre/0'],
])('%j is refused with its place', async (body, code, path) => {
  const user = someUser();
  expect(await refused(user, body)).toMatchObject({
    status: code === 'BODY_INVALID' ? 400 : 422,
    code,
    faults: expect.arrayContaining([expect.objectContaining({ path })]),
  });
  expect(await rows(user)).toEqual([]);
});

test.each(['not JSON', '[]', 'null', '7'])('the body %s is refused', async (body) => {
  expect((await refused(someUser(), body)).status).toBe(400);
});

test('a user id that is none is refused', async () => {
  expect(await refused('nobody', {})).toMatchObject({
    code: 'BODY_INVALID',
    faults: [{ path: '/params/user_id', value: '"nobody"' }],
  });
});

test('where seeds do not count, a choice is refused with the setting', async () => {
  const problem = await refused(someUser(), { sample_ids: [1] }, { to: off });
  expect(problem).toMatchObject({ status: 409, code: 'SEEDS_OFF', detail: expect.stringContaining('seeds.weight') });
});

test('an erased user leaves no choice, and what comes late of them is refused', async () => {
  const user = someUser();
  await put(user, { sample_ids: [1], event_timestamp: '2026-03-01T12:00:00Z' });
  await fetch(`${ingestion.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_name: 'user.lifecycle.deleted',
      event_id: randomUUID(),
      event_timestamp: '2026-03-01T13:00:00Z',
      payload: { user_id: user },
    }),
  });
  expect(await rows(user)).toEqual([]);
  expect(await seedsOf(user)).toMatchObject({ sample_ids: [], event_timestamp: null });
  const late = await refused(user, { sample_ids: [1], event_timestamp: '2026-03-01T12:30:00Z' });
  expect(late).toMatchObject({ status: 422, code: 'USER_ERASED' });
  expect((await put(user, { sample_ids: [2] })).status).toBe('accepted');
});
