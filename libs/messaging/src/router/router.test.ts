import { randomUUID } from 'node:crypto';
import { interactionRecorded, profileUpdated } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { type Metrics, openMetrics, openTimings } from '@jophiel/observability';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Handler,
  messagingTables,
  Outbox,
  replayDeadLetters,
  type Router,
  startRouter,
  subscriber,
} from '../index.ts';

const tables = messagingTables('profile');
const logger = pino({ level: 'silent' });
let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let routers: Router[] = [];

beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  nats = await givenNats();
  transport = await nats.connect();
  for (const table of Object.values(tables)) await postgres.database.execute({ text: `TRUNCATE ${table}` });
});
afterEach(async () => {
  await Promise.all(routers.map(async (router) => router.stop()));
  routers = [];
  await nats.remove();
});

function outbox(): Outbox {
  return new Outbox({ database: postgres.database, tables, transport, onFailure: () => {} });
}

type Interaction = Handler<{ interaction: string; user_id: string }>;

/** A service of one handler, on a consumer that only this test knows. */
async function givenRouter(
  handle: Interaction,
  service = `test-${randomUUID()}`,
  options: Parameters<typeof subscriber<typeof interactionRecorded>>[2] = {},
): Promise<Metrics> {
  const metrics = openMetrics('test');
  routers.push(
    await startRouter({
      service,
      subscribers: [subscriber(interactionRecorded, handle, options)],
      database: postgres.database,
      tables,
      transport,
      outbox: outbox(),
      loggerOf: () => logger,
      metrics,
      timings: openTimings(metrics, logger),
      now: () => new Date(),
      retry: { firstMs: 5, longestMs: 50, maxAttempts: 8 },
    }),
  );
  return metrics;
}

function event(user: string, id = randomUUID()) {
  return {
    event_name: 'interaction.recorded',
    event_id: id,
    event_timestamp: '2026-03-01T12:00:00Z',
    source: 'test',
    payload: { interaction: 'like', user_id: user, sample_id: '1' },
  };
}

/** Publishes under message ids of their own, so that the broker does not drop repeats for us. */
async function publish(...events: { event_name: string }[]): Promise<void> {
  const receipts = await transport.publish(
    events.map((each) => ({ subject: each.event_name, id: randomUUID(), body: JSON.stringify(each) })),
  );
  expect(receipts.every((receipt) => receipt !== undefined)).toBe(true);
}

/** Who this test's events are about. */
const mark = () => `user-${randomUUID()}`;

const deadLetters = async (user: string) =>
  postgres.database.query<{ code: string; reason: string; deliveries: number }>({
    text: `SELECT code, reason, deliveries FROM ${tables.deadLetters} WHERE convert_from(body, 'LATIN1') LIKE $1 ORDER BY id`,
    values: [`%${user}%`],
  });

test('an event that comes again, in the same batch or later, is handled once', async () => {
  const user = mark();
  const seen: string[] = [];
  await givenRouter(async (events) => {
    seen.push(...events.filter(({ payload }) => payload.user_id === user).map(({ event_id }) => event_id));
    return [];
  });
  const one = event(user);
  const two = event(user);
  await publish(one, one, two);
  await eventually(() => expect(seen.length).toBe(2));
  await publish(two, one, event(user));
  await eventually(() => expect(seen.length).toBe(3));
  expect(new Set(seen).size).toBe(3);
});

/** A handler that emits `profile.updated` for one user. */
const updatesOf =
  (user: string, now: Date): Interaction =>
  async (events) =>
    events
      .filter(({ payload }) => payload.user_id === user)
      .map((cause) =>
        causedBy(profileUpdated, { user_id: user, profile_version: 1 }, cause, { service: 'profile', now }),
      );

test('an event that the subscriber does not list is not published: the cause becomes a dead letter', async () => {
  const user = mark();
  await givenRouter(updatesOf(user, new Date('2026-03-01T12:00:01Z')), undefined, { emits: [] });
  const heard: string[] = [];
  const follower = await transport.follow('profile.updated', (body) => heard.push(Buffer.from(body).toString()));
  await publish(event(user));
  await eventually(async () => expect(await deadLetters(user)).toHaveLength(1));
  expect((await deadLetters(user))[0]).toMatchObject({
    code: 'MANIFEST_INCOMPLETE',
    reason: expect.stringMatching(/^profile\.updated is emitted, but not listed\. Add its contract to "emits"/),
  });
  expect(heard.filter((body) => body.includes(user))).toEqual([]);
  await follower.stop();
});

test('what follows is published with ids made from the cause, and marked as sent', async () => {
  const user = mark();
  const now = new Date('2026-03-01T12:00:01Z');
  await givenRouter(updatesOf(user, now), undefined, { emits: [profileUpdated] });
  const heard: { event_id: string; correlation_id: string; payload: unknown }[] = [];
  const follower = await transport.follow('profile.updated', (body) =>
    heard.push(JSON.parse(Buffer.from(body).toString())),
  );
  const cause = { ...event(user), correlation_id: 'the like of somebody' };
  await publish(cause);
  await eventually(() => expect(heard.map(({ payload }) => payload)).toEqual([{ user_id: user, profile_version: 1 }]));
  expect(heard[0]!.correlation_id).toBe('the like of somebody');
  const again = causedBy(profileUpdated, { user_id: user, profile_version: 1 }, cause as never, {
    service: 'profile',
    now,
  });
  expect(heard[0]!.event_id).toBe(again.envelope.event_id);
  await eventually(async () => {
    const [row] = await postgres.database.query<{ sent: boolean; stream: string }>({
      text: `SELECT sent_at IS NOT NULL AS sent, stream FROM ${tables.outbox} WHERE event_id = $1`,
      values: [heard[0]!.event_id],
    });
    expect(row).toMatchObject({ sent: true, stream: expect.stringMatching(/^JOPHIEL_FACTS@/) });
  });
  await follower.stop();
});

test('a bad event does not block others: it is retried, then becomes a dead letter, and the others are handled once', async () => {
  const user = mark();
  const handled: string[] = [];
  let attempts = 0;
  await givenRouter(async (events, { transaction }) => {
    const mine = events.filter(({ payload }) => payload.user_id === user);
    // A trace in the database, which must not remain of attempts that failed.
    await transaction.execute({
      text: `INSERT INTO user_follows SELECT $1, id, true, now(), id::uuid FROM unnest($2::text[]) AS id`,
      values: [user, mine.map(({ event_id }) => event_id)],
    });
    if (mine.some(({ payload }) => payload.interaction === 'poison')) {
      attempts += 1;
      throw new Error('indigestible');
    }
    handled.push(...mine.map(({ event_id }) => event_id));
    return [];
  });
  const good = Array.from({ length: 20 }, () => event(user));
  const poison = { ...event(user), payload: { interaction: 'poison', user_id: user } };
  await publish(...good.slice(0, 10), poison, ...good.slice(10));
  await eventually(() => expect(handled.length).toBe(20));
  await eventually(async () => expect(await deadLetters(user)).toHaveLength(1));
  expect((await deadLetters(user))[0]).toMatchObject({ code: 'HANDLER_FAILED', reason: 'indigestible', deliveries: 8 });
  expect(attempts).toBeGreaterThanOrEqual(8);
  const traces = await postgres.database.query({
    text: 'SELECT creator_id FROM user_follows WHERE user_id = $1',
    values: [user],
  });
  expect(traces).toHaveLength(20);
});

test('what no handler could ever read goes to the dead letters at once, bytes and reason', async () => {
  const user = mark();
  const seen: string[] = [];
  await givenRouter(async (events) => {
    seen.push(...events.filter(({ payload }) => payload.user_id === user).map(({ event_id }) => event_id));
    return [];
  });
  const bodies = [
    `{"user": "${user}"`,
    JSON.stringify({ ...event(user), event_id: 'x' }),
    JSON.stringify({ ...event(user), payload: { note: user } }),
  ];
  await transport.publish(bodies.map((body) => ({ subject: 'interaction.recorded', id: randomUUID(), body })));
  await transport.publish([
    { subject: 'interaction.recorded', id: randomUUID(), body: Buffer.concat([Buffer.from(user), Buffer.of(0xff)]) },
  ]);
  await publish(event(user));
  await eventually(() => expect(seen).toHaveLength(1));
  const letters = await eventually(async () => {
    const found = await deadLetters(user);
    expect(found).toHaveLength(4);
    return found;
  });
  expect(letters.map(({ code }) => code).sort()).toEqual([
    'EVENT_INVALID',
    'EVENT_INVALID',
    'EVENT_UNREADABLE',
    'EVENT_UNREADABLE',
  ]);
  expect(letters.every(({ deliveries }) => deliveries === 1)).toBe(true);
});

test('after a fix the dead letters are replayed, once', async () => {
  const user = mark();
  const service = `test-${randomUUID()}`;
  let broken = true;
  const seen: string[] = [];
  await givenRouter(async (events) => {
    const mine = events.filter(({ payload }) => payload.user_id === user);
    if (mine.length > 0 && broken) throw new Error('not yet');
    seen.push(...mine.map(({ event_id }) => event_id));
    return [];
  }, service);
  const one = event(user);
  await publish(one);
  await eventually(async () => expect(await deadLetters(user)).toHaveLength(1));
  broken = false;
  expect(
    await replayDeadLetters(postgres.database, tables, transport, service, `${service}-interaction-recorded`),
  ).toBe(1);
  await eventually(() => expect(seen).toEqual([one.event_id]));
  expect(
    await replayDeadLetters(postgres.database, tables, transport, service, `${service}-interaction-recorded`),
  ).toBe(0);
});

test('a database that is away costs no event: they come again', async () => {
  const user = mark();
  const seen: string[] = [];
  let outages = 2;
  await givenRouter(async (events, { transaction }) => {
    const mine = events.filter(({ payload }) => payload.user_id === user);
    if (mine.length > 0 && outages-- > 0)
      await transaction.query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' });
    seen.push(...mine.map(({ event_id }) => event_id));
    return [];
  });
  const events = Array.from({ length: 5 }, () => event(user));
  await publish(...events);
  await eventually(() => expect(seen.length).toBe(5));
  expect(new Set(seen).size).toBe(5);
  expect(await deadLetters(user)).toEqual([]);
});

test('as many batches are handled side by side as the subscriber says, and stopping waits for all of them', async () => {
  const user = mark();
  const doors: (() => void)[] = [];
  let finished = 0;
  const handle: Interaction = async (events) => {
    if (!events.some(({ payload }) => payload.user_id === user)) return [];
    await new Promise<void>((resolve) => {
      doors.push(resolve);
    });
    finished += 1;
    return [];
  };
  await givenRouter(handle, `test-${randomUUID()}`, { batchSize: 1, batchesAtOnce: 2 });
  await publish(event(user), event(user), event(user));
  await eventually(() => expect(doors).toHaveLength(2));
  doors[0]!();
  await eventually(() => expect(doors).toHaveLength(3));
  const stopped = routers.pop()!.stop();
  for (const open of doors) open();
  await stopped;
  expect(finished).toBe(3);
});

test('"Registro de tiempo detallado": times stand under the name of the process, and items are what events are about', async () => {
  const user = mark();
  const metrics = await givenRouter(async () => [], undefined, {
    process: 'fold',
    batchSize: 4,
    itemsIn: ({ user_id }) => (user_id === user ? 6 : 0),
  });
  const repeated = event(user);
  await publish(...Array.from({ length: 19 }, () => event(user)), repeated, repeated);
  const value = async (name: string) =>
    Number(new RegExp(`^jophiel_${name}\\{[^}]*process="fold"[^}]*\\} (\\S+)$`, 'm').exec(await metrics.text())?.[1]);
  await eventually(async () => expect(await value('run_items_total')).toBe(120));
  expect(await value('process_seconds_count')).toBeGreaterThanOrEqual(6);
  // From the beginning of its first batch: a run whose first batch has all ten items took as long as that.
  expect(await value('run_seconds_sum')).toBeGreaterThan(0);
});
