import { randomUUID } from 'node:crypto';
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
import { startIngestion } from '../app.ts';

interface Fact {
  readonly event_name: string;
  readonly event_id: string;
  readonly event_timestamp: string;
  readonly correlation_id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let ingestion: RunningService;
const facts: Fact[] = [];

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  for (const subject of ['interaction.recorded', 'sample.analyzed', 'sample.deleted', 'user.deleted'])
    await transport.follow(subject, (body) => facts.push(JSON.parse(Buffer.from(body).toString())));
  ingestion = await startIngestion(givenEnvironment({ postgres, nats }));
});
afterAll(async () => {
  await ingestion?.stop();
  await Promise.all([postgres.remove(), nats.remove()]);
});

let lastId = 1_000;
const someId = () => ++lastId;

const envelope = (event_name: string, payload: Record<string, unknown>, event_id: string = randomUUID()) => ({
  event_name,
  event_id,
  event_timestamp: '2026-03-01T12:00:00Z',
  source: 'platform.v2',
  payload,
});

/** Each with its own message id, so that the broker does not drop repeats. */
async function publish(subject: string, ...bodies: readonly unknown[]): Promise<void> {
  const receipts = await transport.publish(
    bodies.map((body) => ({
      subject,
      id: randomUUID(),
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    })),
  );
  expect(receipts.every((receipt) => receipt !== undefined)).toBe(true);
}

const log = async (user: number) =>
  postgres.database.query<{ event_id: string; interaction: string; sample_id: string | null }>({
    text: 'SELECT event_id, interaction, sample_id FROM user_interactions WHERE user_id = $1 ORDER BY interaction',
    values: [String(user)],
  });

const deadLetters = async (mark: number) =>
  postgres.database.query<{ consumer: string; subject: string; code: string; reason: string }>({
    text: `SELECT consumer, subject, code, reason FROM ingestion_dead_letters
           WHERE convert_from(body, 'LATIN1') LIKE $1 ORDER BY id`,
    values: [`%${mark}%`],
  });

async function expectFacts(about: (fact: Fact) => boolean, expected: readonly object[]): Promise<void> {
  await eventually(() => expect(facts.filter(about)).toMatchObject(expected as object[]));
}

describe('an interaction over NATS', () => {
  test('with an envelope is stored and published unchanged', async () => {
    const user = someId();
    const like = envelope('user.interaction.like', { user_id: user, sample_id: 7 });
    await publish('user.interaction.like', like);
    await expectFacts(
      ({ payload }) => payload.user_id === String(user),
      [
        {
          event_name: 'interaction.recorded',
          event_timestamp: '2026-03-01T12:00:00.000Z',
          correlation_id: like.event_id,
          payload: { interaction: 'like', sample_id: '7' },
        },
      ],
    );
    expect(await log(user)).toEqual([{ event_id: like.event_id, interaction: 'like', sample_id: '7' }]);
  });

  test('without an envelope takes its name from the subject', async () => {
    const user = someId();
    await publish('user.interaction.follow', { user_id: user, followed_user_id: 7 });
    await expectFacts(
      ({ payload }) => payload.user_id === String(user),
      [{ payload: { interaction: 'follow', creator_id: '7' } }],
    );
  });

  test('without an envelope, but with a timestamp, counts once when it is repeated', async () => {
    const user = someId();
    const bare = { user_id: user, sample_id: 7, timestamp: '2026-03-01T12:00:00Z' };
    await publish('user.interaction.play', bare, bare);
    await publish('user.interaction.play', bare, { ...bare, sample_id: 8 });
    await eventually(async () => expect(await log(user)).toHaveLength(2));
  });
});

describe('the same event over HTTP and over NATS', () => {
  const post = async (body: unknown) =>
    (
      await fetch(`${ingestion.url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();

  test('counts once, in either order and with either spelling of its id', async () => {
    const user = someId();
    const [one, two] = ['play', 'skip'].map((name) =>
      envelope(`user.interaction.${name}`, { user_id: user, sample_id: 7 }),
    );
    const excludeDashes = (event: typeof one) => ({ ...event!, event_id: event!.event_id.replaceAll('-', '') });
    expect(await post(one)).toMatchObject({ accepted: 1 });
    await publish(one!.event_name, excludeDashes(one));
    await publish(two!.event_name, excludeDashes(two));
    await eventually(async () => expect(await log(user)).toHaveLength(2));
    expect(await post([one, two])).toMatchObject({ accepted: 0, duplicate: 2 });
    await expectFacts(({ payload }) => payload.user_id === String(user), [{}, {}]);
    expect((await log(user)).map(({ event_id }) => event_id)).toEqual([one!.event_id, two!.event_id]);
  });

  test('counts once when it is not an interaction', async () => {
    const sample = someId();
    const deleted = envelope('sample.lifecycle.deleted', { sample_id: sample });
    await publish(deleted.event_name, deleted, deleted);
    await expectFacts(({ payload }) => payload.sample_id === String(sample), [{ event_name: 'sample.deleted' }]);
    expect(await post(deleted)).toMatchObject({ duplicate: 1 });
  });
});

describe('other events', () => {
  test('a sample is created, changed and deleted', async () => {
    const sample = someId();
    const described = { sample_id: sample, creator_id: 7, metadata: { title: 'Dark 808' } };
    await publish('sample.lifecycle.created', envelope('sample.lifecycle.created', described));
    await expectFacts(
      ({ payload }) => payload.sample_id === sample,
      [{ event_name: 'sample.analyzed', event_timestamp: '2026-03-01T12:00:00.000Z', payload: described }],
    );
    await publish('sample.lifecycle.updated', { ...described, metadata: { title: 'Darker 808' } });
    await expectFacts(
      ({ payload }) => payload.sample_id === sample,
      [{}, { event_name: 'sample.analyzed', payload: { metadata: { title: 'Darker 808' } } }],
    );
    await publish('sample.lifecycle.deleted', { sample_id: sample });
    await expectFacts(({ payload }) => payload.sample_id === String(sample), [{ event_name: 'sample.deleted' }]);
  });

  test('a deleted user leaves no row in the log', async () => {
    const user = someId();
    await publish('user.interaction.like', { user_id: user, sample_id: 7, timestamp: '2026-03-01T12:00:00Z' });
    await eventually(async () => expect(await log(user)).toHaveLength(1));
    await publish('user.lifecycle.deleted', envelope('user.lifecycle.deleted', { user_id: user }));
    await expectFacts(
      ({ event_name, payload }) => event_name === 'user.deleted' && payload.user_id === String(user),
      [{ payload: { user_id: String(user) } }],
    );
    expect(await log(user)).toEqual([]);
  });

  test('a sign-up causes no event and no follow', async () => {
    const user = someId();
    await publish('user.lifecycle.created', envelope('user.lifecycle.created', { user_id: user }));
    await publish('user.interaction.like', envelope('user.interaction.like', { user_id: user, sample_id: 7 }));
    await expectFacts(({ payload }) => payload.user_id === String(user), [{ event_name: 'interaction.recorded' }]);
    expect(await deadLetters(user)).toEqual([]);
  });
});

describe('poison', () => {
  test('ends in the dead letters with its reason; the other events pass', async () => {
    const user = someId();
    const good = () => envelope('user.interaction.like', { user_id: user, sample_id: someId() });
    await publish(
      'user.interaction.like',
      good(),
      `{"user_id": ${user}`,
      good(),
      Buffer.concat([Buffer.from(`{"user_id":${user},"note":"`), Buffer.of(0xff), Buffer.from('"}')]),
      { user_id: user },
      { user_id: user, sample_id: '٣' },
      { ...good(), event_name: 'user.interaction.skip' },
      { ...good(), event_timestamp: '0000-01-01T00:00:00Z' },
      `{"__proto__":{"admin":true},"user_id":${user},"sample_id":1}`,
      good(),
    );
    await publish('user.interaction.adore', { user_id: user, sample_id: 1 });
    await eventually(async () => expect(await log(user)).toHaveLength(3));
    const letters = await eventually(async () => {
      const found = await deadLetters(user);
      expect(found).toHaveLength(8);
      return found;
    });
    expect(new Set(letters.map(({ consumer }) => consumer))).toEqual(new Set(['ingestion-user-interaction']));
    expect(letters.map(({ code }) => code).sort()).toEqual([
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_INVALID',
      'EVENT_UNKNOWN',
      'EVENT_UNREADABLE',
      'EVENT_UNREADABLE',
      'EVENT_UNREADABLE',
    ]);
    expect(letters.find(({ subject }) => subject === 'user.interaction.adore')!.reason).toContain(
      'user.interaction.adore',
    );
    await expectFacts(({ payload }) => payload.user_id === String(user), [{}, {}, {}]);
  });

  test('of the other inlets too, and an operator can list it', async () => {
    const mark = someId();
    await publish('sample.lifecycle.created', { sample_id: mark, metadata: {} });
    await publish('sample.lifecycle.deleted', { id: mark });
    await publish('user.lifecycle.deleted', { user_id: `x${mark}` });
    await eventually(async () => expect(await deadLetters(mark)).toHaveLength(3));
    const listed = (await (await fetch(`${ingestion.url}/dead-letters`)).json()) as {
      dead_letters: { subject: string; code: string }[];
    };
    expect(
      listed.dead_letters
        .slice(0, 3)
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual(['sample.lifecycle.created', 'sample.lifecycle.deleted', 'user.lifecycle.deleted']);
    const metrics = await (await fetch(`${ingestion.url}/metrics`)).text();
    expect(metrics).toMatch(/jophiel_dead_letters_waiting\{[^}]*\} [1-9]/);
  });
});
