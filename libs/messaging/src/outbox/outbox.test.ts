import { randomUUID } from 'node:crypto';
import { profileUpdated } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Database } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { markSent } from './mark-sent.ts';
import { messagingTables, Outbox, relayOnce, reviveLost, unsentBacklog } from '../index.ts';

const tables = messagingTables('profile');
const logger = pino({ level: 'silent' });
let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
});
afterAll(async () => Promise.all([postgres.remove(), nats.remove()]));
beforeEach(async () => void (await postgres.database.execute({ text: `TRUNCATE ${tables.outbox}` })));

function outbox(through = transport): Outbox {
  return new Outbox({ database: postgres.database, tables, transport: through, onFailure: () => {} });
}

/** What follows from somebody's like. */
function movedFeed(user: string) {
  const cause = causeWithoutEvent({ name: 'test', id: randomUUID(), service: 'test', now: new Date() });
  const payload = { user_id: user, profile_version: 3 };
  return causedBy(profileUpdated, payload, cause, { service: 'profile', now: new Date() });
}

/** Who this test's events are about. */
const mark = () => `user-${randomUUID()}`;

test('the relay publishes what a crash between commit and publication left behind', async () => {
  const user = mark();
  const box = outbox();
  await postgres.database.transaction(async (transaction) => box.store(transaction, [movedFeed(user)]));
  const heard: unknown[] = [];
  const follower = await transport.follow('profile.updated', (body) =>
    heard.push(JSON.parse(Buffer.from(body).toString()).payload),
  );
  const relay = { database: postgres.database, tables, transport, outbox: box, logger, everyMs: 1_000 };
  expect(await relayOnce({ ...relay, graceMs: 60_000 })).toBe(0);
  expect(await relayOnce({ ...relay, graceMs: 0 })).toBe(1);
  expect(await relayOnce({ ...relay, graceMs: 0 })).toBe(0);
  await eventually(() => expect(heard).toEqual([{ user_id: user, profile_version: 3 }]));
  await follower.stop();
});

test('the relay publishes again what the broker lost, and only that', async () => {
  const users = [mark(), mark()];
  const box = outbox();
  const events = users.map(movedFeed);
  const relay = { database: postgres.database, tables, transport, outbox: box, logger, everyMs: 1_000, graceMs: 0 };
  for (const each of events)
    await box.publish(await postgres.database.transaction(async (transaction) => box.store(transaction, [each])));
  await box.settled();
  expect(await reviveLost(relay)).toBe(0);
  // As if the first had gone to a stream that is no more.
  await postgres.database.execute({
    text: `UPDATE ${tables.outbox} SET stream = 'JOPHIEL_FACTS@2020-01-01T00:00:00Z' WHERE event_id = $1`,
    values: [events[0]!.envelope.event_id],
  });
  expect(await reviveLost(relay)).toBe(1);
  expect(await relayOnce(relay)).toBe(1);
  expect(await reviveLost(relay)).toBe(0);
});

test('a page of which the broker takes only a part is published again, whole', async () => {
  const users = [mark(), mark(), mark()];
  const events = users.map(movedFeed);
  let refused = 1;
  const choosy: Transport = {
    ...transport,
    publish: async (messages) => {
      const receipts = await transport.publish(messages.slice(0, messages.length - refused));
      return messages.map((_, index) => receipts[index]);
    },
  };
  const box = outbox(choosy);
  const heard: string[] = [];
  const follower = await transport.follow('profile.updated', (body) =>
    heard.push(JSON.parse(Buffer.from(body).toString()).payload.user_id),
  );
  const pages = await postgres.database.transaction(async (transaction) => box.store(transaction, events));
  expect(await box.publish(pages)).toBe(0);
  expect(await unsentBacklog(postgres.database, tables)).toMatchObject({ count: 3 });
  refused = 0;
  const relay = { database: postgres.database, tables, transport, outbox: box, logger, everyMs: 1_000, graceMs: 0 };
  expect(await relayOnce(relay)).toBe(3);
  expect(await unsentBacklog(postgres.database, tables)).toMatchObject({ count: 0 });
  await eventually(() => expect(heard).toEqual(users));
  await follower.stop();
});

test('what is published in one moment is marked by one statement, at the latest when somebody waits for it', async () => {
  const marked: unknown[] = [];
  const database: Database = {
    ...postgres.database,
    execute: async (statement) => {
      marked.push(statement.values);
      return postgres.database.execute(statement);
    },
  };
  const box = new Outbox({ database, tables, transport, onFailure: () => {} });
  const events = [mark(), mark(), mark()].map(movedFeed);
  for (const each of events)
    await box.publish(await postgres.database.transaction(async (transaction) => box.store(transaction, [each])));
  await box.settled();
  expect(await unsentBacklog(postgres.database, tables)).toMatchObject({ count: 0 });
  expect(marked).toHaveLength(1);
});

test('marks are committed without waiting for the disk', async () => {
  const events = [movedFeed(mark())];
  const pages = await postgres.database.transaction(async (transaction) => outbox().store(transaction, events));
  // In one transaction, so that the setting can be seen before it ends.
  const during = await postgres.database.transaction(async (transaction) => {
    await transaction.execute({ text: 'SET LOCAL synchronous_commit = on' });
    const sent = pages.map(({ id }) => ({ id, receipt: { stream: 'JOPHIEL_FACTS@now', sequence: 1 } }));
    await markSent({ ...postgres.database, ...transaction }, tables, sent);
    return transaction.query({ text: 'SHOW synchronous_commit' });
  });
  expect(during).toEqual([{ synchronous_commit: 'off' }]);
  expect(await unsentBacklog(postgres.database, tables)).toMatchObject({ count: 0 });
});

test('what a connection commits after a mark waits for the disk again', async () => {
  const database = postgres.connect({ serverSettings: { synchronous_commit: 'on' } });
  await markSent(database, tables, [{ id: 1, receipt: { stream: 'JOPHIEL_FACTS@now', sequence: 1 } }]);
  // The pool hands out the connection that it has.
  expect(await database.query({ text: 'SHOW synchronous_commit' })).toEqual([{ synchronous_commit: 'on' }]);
});
