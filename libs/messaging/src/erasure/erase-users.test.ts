import { randomUUID } from 'node:crypto';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseUsers, messagingTables } from '../index.ts';

const tables = messagingTables('profile');
let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

async function sent(subject: string, payload: unknown, isSent = true): Promise<string> {
  const id = randomUUID();
  await postgres.database.execute({
    text: `INSERT INTO ${tables.outbox} (event_id, subject, body, sent_at) VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)`,
    values: [id, subject, JSON.stringify({ payload }), isSent],
  });
  return id;
}

/** A page of several events. */
async function sentTogether(...payloads: readonly unknown[]): Promise<void> {
  await postgres.database.execute({
    text: `INSERT INTO ${tables.outbox} (event_id, subject, body, events, sent_at) VALUES ($1, 'together', $2, $3, now())`,
    values: [randomUUID(), payloads.map((payload) => JSON.stringify({ payload })).join('\n'), payloads.length],
  });
}

async function setAside(body: string | Uint8Array): Promise<void> {
  await postgres.database.execute({
    text: `INSERT INTO ${tables.deadLetters} (consumer, subject, body, code, reason, deliveries)
           VALUES ('test', 'test', $1, 'EVENT_INVALID', 'test', 1)`,
    values: [Buffer.from(body)],
  });
}

test('what was told and what was set aside of erased users is gone; all else is there', async () => {
  await sent('profile.updated', { user_id: '7' });
  const kept = await Promise.all([
    sent('profile.updated', { user_id: '8' }),
    sent('sample.vectorized', { sample_id: '7' }),
    sent('profile.updated', { user_id: '7' }, false),
    sent('user.deleted', { user_id: '7' }),
  ]);
  const letters = ['{"user_id":8}', 'no JSON of user_id 7', '[7]', 'null', Uint8Array.of(0xff, 0x00)];
  for (const body of ['{"user_id":7}', '{"payload":{"user_id":"7"}}', ...letters]) await setAside(body);

  await postgres.database.transaction(async (transaction) => eraseUsers(transaction, tables, ['7', '9']));

  const outbox = await postgres.database.query<{ id: string }>({ text: `SELECT event_id AS id FROM ${tables.outbox}` });
  expect(new Set(outbox.map(({ id }) => id))).toEqual(new Set(kept));
  const bodies = await postgres.database.query<{ body: Buffer }>({
    text: `SELECT body FROM ${tables.deadLetters} ORDER BY id`,
  });
  expect(bodies.map(({ body }) => [...body])).toEqual(letters.map((letter) => [...Buffer.from(letter)]));
});

test('of a page that tells of several users only the lines of the erased go, and the page with the last of them', async () => {
  const [theirs, other, trap] = [{ user_id: '7' }, { user_id: '8' }, { note: { user_id: '7' } }];
  await sentTogether(other, theirs, trap, theirs, other);
  await sentTogether(theirs, theirs);
  await postgres.database.transaction(async (transaction) => eraseUsers(transaction, tables, ['7', '9']));
  const pages = await postgres.database.query<{ body: string; events: number }>({
    text: `SELECT body, events FROM ${tables.outbox} WHERE subject = 'together'`,
  });
  expect(pages).toEqual([
    { events: 3, body: [other, trap, other].map((payload) => JSON.stringify({ payload })).join('\n') },
  ]);
});
