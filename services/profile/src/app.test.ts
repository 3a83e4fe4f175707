import { randomUUID } from 'node:crypto';
import type { Envelope, Problem } from '@jophiel/contracts';
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
import { asked, event, fresh, log, profileOf, signalsOf, storeSample, vectorOf } from '../test/given-profiles.ts';
import { startProfile } from './app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let profile: RunningService;
const news: Envelope<{ user_id: string; profile_version: number }>[] = [];

const environment = (more: Record<string, string> = {}) => givenEnvironment({ postgres, nats }, more);

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  await transport.follow('profile.updated', (body) => news.push(JSON.parse(Buffer.from(body).toString())));
  profile = await startProfile(environment());
});
afterAll(async () => {
  await profile?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function publish(...events: readonly Envelope<unknown>[]): Promise<void> {
  const receipts = await transport.publish(
    events.map((each) => ({ subject: each.event_name, id: randomUUID(), body: JSON.stringify(each) })),
  );
  expect(receipts).not.toContain(undefined);
}

const answer = async (path: string) => {
  const response = await fetch(profile.url + path);
  return { code: response.status, ...((await response.json()) as object) };
};
async function rebuild(body: unknown) {
  const response = await fetch(`${profile.url}/v1/profiles/rebuild`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { run_id: string; users: number } & Problem };
}
const metric = async (name: string) => {
  const text = await (await fetch(`${profile.url}/metrics`)).text();
  return Number(new RegExp(`^jophiel_${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1]);
};
const newsOf = (user: string) => news.filter(({ payload }) => payload.user_id === user);
const trap = vectorOf({ genero: ['trap'] });

async function givenSample(): Promise<string> {
  const sampleId = fresh('s');
  await storeSample(postgres.database, sampleId, trap);
  return sampleId;
}

test('a service with all its parts is live and ready', async () => {
  expect(await answer('/health/live')).toEqual({ code: 200, status: 'ok', service: 'profile', checks: {} });
  await eventually(async () =>
    expect(await answer('/health/ready')).toMatchObject({
      code: 200,
      checks: { database: { ok: true }, broker: { ok: true }, consumers: { ok: true } },
    }),
  );
});

test("a like becomes a taste, and the profile's version is published", async () => {
  const [user, sampleId] = [fresh('u'), await givenSample()];
  const like = event('like', user, { sampleId });
  await publish(like, like);
  await eventually(() => expect(newsOf(user)).toHaveLength(1));
  expect(newsOf(user)[0]).toMatchObject({
    source: 'jophiel.profile',
    correlation_id: like.correlation_id,
    payload: { user_id: user, profile_version: 1 },
  });
  expect(await profileOf(postgres.database, user)).toMatchObject({ version: 1, taste: expect.any(Float32Array) });
});

test('a like before its sample is pending, and counts when the sample has a vector', async () => {
  const [user, sampleId] = [fresh('u'), fresh('s')];
  await publish(event('like', user, { sampleId }));
  await eventually(() => expect(newsOf(user)).toHaveLength(1));
  await eventually(async () => expect(await metric('profile_pending_signals')).toBe(1));
  await storeSample(postgres.database, sampleId, trap);
  await publish(
    asked('sample.vectorized', {
      sample_id: sampleId,
      creator_id: '1',
      published_at: '2026-03-01T12:00:00.000Z',
      layout: 'any',
      first: true,
    }),
  );
  await eventually(() => expect(newsOf(user)).toHaveLength(2));
  expect(await signalsOf(postgres.database, user)).toMatchObject([{ pending: false }]);
  expect(await profileOf(postgres.database, user)).toMatchObject({ taste: expect.any(Float32Array) });
  await eventually(async () => expect(await metric('profile_pending_signals')).toBe(0));
});

test('a deleted user leaves no row', async () => {
  const [user, sampleId] = [fresh('u'), await givenSample()];
  await publish(event('like', user, { sampleId }));
  await eventually(() => expect(newsOf(user)).toHaveLength(1));
  await postgres.database.execute({ text: 'INSERT INTO user_tombstones VALUES ($1, now())', values: [user] });
  await publish(asked('user.deleted', { user_id: user }));
  await eventually(async () => expect(await profileOf(postgres.database, user)).toBeUndefined());
});

test.each([
  ['names no user', { interaction: 'like', sample_id: '1' }],
  ['has an unknown key', { interaction: 'like', user_id: 'u', sample_id: '1', mood: 'good' }],
])('an event that %s becomes a dead letter; the next one is handled', async (_, payload) => {
  const bad = asked('interaction.recorded', payload);
  await publish(bad);
  const [user, sampleId] = [fresh('u'), await givenSample()];
  await publish(event('like', user, { sampleId }));
  await eventually(() => expect(newsOf(user)).toHaveLength(1));
  expect(
    await postgres.database.query({
      text: `SELECT consumer, code FROM profile_dead_letters WHERE convert_from(body, 'UTF8') LIKE $1`,
      values: [`%${bad.event_id}%`],
    }),
  ).toEqual([{ consumer: 'profile-interaction-recorded', code: 'EVENT_INVALID' }]);
});

/* "`POST /v1/profiles/rebuild` gets a test" */
describe('POST /v1/profiles/rebuild', () => {
  /** A user with a like in the log and no profile, as after the loss of the profiles. */
  async function givenLogged(): Promise<string> {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    await log(postgres.database, user, [{ eventId: randomUUID(), name: 'like', at: Date.now() - 60_000, sampleId }]);
    return user;
  }

  test('rebuilds the profiles of the named users only, from the log', async () => {
    const [one, two, other] = [await givenLogged(), await givenLogged(), await givenLogged()];
    const { status, body } = await rebuild({ user_ids: [one, two, two] });
    expect([status, body]).toEqual([202, { run_id: expect.any(String), users: 2 }]);
    await eventually(() => expect([newsOf(one), newsOf(two)].map(({ length }) => length)).toEqual([1, 1]));
    for (const user of [one, two])
      expect(await profileOf(postgres.database, user)).toMatchObject({ version: 1, taste: expect.any(Float32Array) });
    expect(await profileOf(postgres.database, other)).toBeUndefined();
  });

  test('finds exactly the users with a log or a profile', async () => {
    const user = await givenLogged();
    expect((await rebuild({ user_ids: [user, fresh('nobody')] })).body.users).toBe(1);
    expect((await rebuild({ user_ids: [fresh('nobody')] })).body.users).toBe(0);
    expect((await rebuild({ user_ids: [] })).body.users).toBe(0);
    await eventually(() => expect(newsOf(user)).toHaveLength(1));
  });

  test('without names rebuilds all users, in chunks, and counts profiles that drifted from the log', async () => {
    // The profiles of other tests have no log.
    for (const table of ['user_interactions', 'user_signals', 'user_follows', 'user_taste_profiles'])
      await postgres.database.execute({ text: `DELETE FROM ${table}` });
    const users = await Promise.all(Array.from({ length: 120 }, givenLogged));
    expect((await rebuild({ user_ids: users })).body.users).toBe(120);
    await eventually(() => expect(users.filter((user) => newsOf(user).length === 1)).toHaveLength(120), 20_000);
    const before = await metric('profile_drift_total');
    await postgres.database.execute({
      text: `UPDATE user_taste_profiles SET as_of = NULL, half_lives = '{}', sums = '{}' WHERE user_id = ANY ($1)`,
      values: [users.slice(0, 3)],
    });
    expect((await rebuild({})).body.users).toBe(120);
    await eventually(() => expect(users.filter((user) => newsOf(user).length === 2)).toHaveLength(120), 20_000);
    await eventually(async () => expect((await metric('profile_drift_total')) - before).toBe(3));
  });

  test.each([
    ['a text instead of a list', { user_ids: 'u' }, '/body/user_ids'],
    ['a number instead of an id', { user_ids: [7] }, '/body/user_ids/0'],
    ['an empty id', { user_ids: [''] }, '/body/user_ids/0'],
    ['more than 1,000 users', { user_ids: Array.from({ length: 1_001 }, String) }, '/body/user_ids'],
    ['an unknown key', { users: [] }, '/body'],
  ])('refuses %s with its path', async (_, body, path) => {
    const answered = await rebuild(body);
    expect([answered.status, answered.body.code]).toEqual([400, 'BODY_INVALID']);
    expect(answered.body.faults?.[0]?.path).toMatch(new RegExp(`^${path}`));
  });
});

test('an invalid setting is refused before anything starts', async () => {
  await expect(startProfile(environment({ PROFILE_PORT: 'eight' }))).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining('PROFILE_PORT'),
  });
});
