import { randomUUID } from 'node:crypto';
import type { Envelope } from '@jophiel/contracts';
import { type Interaction, loadDefinition } from '@jophiel/domain';
import { messagingTables } from '@jophiel/messaging';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventReader, type ReadEvent } from '../core/read-event.ts';
import { ingest, type Ingested } from './ingest.ts';

const read = eventReader(loadDefinition('audio'));
const tables = messagingTables('ingestion');
const now = new Date('2026-03-01T12:00:10Z');
let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

let lastId = 1_000;
const someId = () => ++lastId;

function event(event_name: string, payload: Record<string, unknown>, at = '2026-03-01T12:00:00.000Z'): Envelope {
  const id = randomUUID();
  return {
    event_name,
    event_id: id,
    event_timestamp: at,
    source: 'platform.v2',
    version: 1,
    correlation_id: id,
    payload,
  };
}

const like = (user_id: number, sample_id = someId(), at?: string) =>
  event('user.interaction.like', { user_id, sample_id }, at);
const userDeleted = (user_id: number, at?: string) => event('user.lifecycle.deleted', { user_id }, at);

/** Commits one batch with the rights of the service's role only. */
const committed = async (...events: readonly Envelope[]) => committedAs(read, ...events);

async function committedAs(reader: ReadEvent, ...events: readonly Envelope[]): Promise<Ingested> {
  return postgres
    .connect({ role: 'jophiel_ingestion' })
    .transaction(async (transaction) => ingest(events.map(reader), { transaction, tables, now }));
}

const log = async (user_id: number) =>
  postgres.database.query({
    text: `SELECT event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at, source
           FROM user_interactions WHERE user_id = $1 ORDER BY occurred_at, event_id`,
    values: [String(user_id)],
  });

const names = ({ caused }: Ingested) => caused.map(({ envelope }) => envelope.event_name);

describe('interactions', () => {
  test('"Evento ponderado": are stored with the weight of their time, which a later definition does not change', async () => {
    const user = someId();
    const liked = like(user);
    const board = event('user.interaction.add_to_board', { user_id: user, sample_id: 9, board_id: 5 });
    const follow = event('user.interaction.follow', { user_id: user, followed_user_id: 7 });
    const { caused } = await committed(liked, board, follow);
    const former = loadDefinition('audio');
    const later = eventReader({
      ...former,
      interactions: { ...former.interactions, like: { ...former.interactions.like!, weight: 3 } as Interaction },
    });
    const likedLater = like(user);
    await committedAs(later, liked, likedLater, event('user.interaction.unlike', { user_id: user, sample_id: 9 }));
    const rows = await postgres.database.query<{ event_id: string; interaction: string; recorded_weight: number }>({
      text: `SELECT event_id, interaction, recorded_weight FROM user_interactions
             WHERE user_id = $1 ORDER BY interaction, recorded_weight`,
      values: [String(user)],
    });
    expect(rows.map(({ interaction, recorded_weight }) => [interaction, recorded_weight])).toEqual([
      ['add_to_board', 1.2],
      ['follow', null],
      ['like', 1],
      ['like', 3],
      ['unlike', null],
    ]);
    expect(rows.find(({ event_id }) => event_id === liked.event_id)).toMatchObject({ recorded_weight: 1 });
    // The fold uses the definition in force, so the internal event carries no weight.
    for (const { envelope } of caused) expect(envelope.payload).not.toHaveProperty('weight');
  });

  test('are stored unchanged in the log, and each is published', async () => {
    const user = someId();
    const board = event('user.interaction.add_to_board', { user_id: user, sample_id: 9, board_id: 5 });
    const follow = event('user.interaction.follow', { user_id: user, followed_user_id: 7 }, '2026-03-01T12:00:01.000Z');
    const done = await committed(board, follow);
    expect(done.outcomes).toEqual(['accepted', 'accepted']);
    expect(names(done)).toEqual(['interaction.recorded', 'interaction.recorded']);
    const common = { user_id: String(user), source: 'platform.v2' };
    expect(await log(user)).toEqual([
      {
        ...common,
        event_id: board.event_id,
        interaction: 'add_to_board',
        sample_id: '9',
        creator_id: null,
        collection_id: '5',
        occurred_at: new Date('2026-03-01T12:00:00Z'),
      },
      {
        ...common,
        event_id: follow.event_id,
        interaction: 'follow',
        sample_id: null,
        creator_id: '7',
        collection_id: null,
        occurred_at: new Date('2026-03-01T12:00:01Z'),
      },
    ]);
  });

  test('that occur twice in one batch count once', async () => {
    const user = someId();
    const [one, two] = [like(user), like(user)];
    const done = await committed(one, two, one, one);
    expect(done.outcomes).toEqual(['accepted', 'accepted', 'duplicate', 'duplicate']);
    expect(done.caused.map(({ envelope }) => envelope.payload.sample_id)).toEqual(
      [one, two].map(({ payload }) => String(payload.sample_id)),
    );
    expect(await log(user)).toHaveLength(2);
  });

  test('that repeat in a later batch count once, even with other content', async () => {
    const user = someId();
    const one = like(user);
    await committed(one);
    const again = await committed({ ...one, payload: { user_id: user, sample_id: someId() } }, like(user));
    expect(again.outcomes).toEqual(['duplicate', 'accepted']);
    expect(again.caused).toHaveLength(1);
    expect((await log(user)).map(({ sample_id }) => sample_id)).toContain(String(one.payload.sample_id));
  });

  test('that two concurrent batches contain count once', async () => {
    const user = someId();
    const events = Array.from({ length: 50 }, () => like(user));
    const [one, other] = await Promise.all([committed(...events), committed(...events.toReversed())]);
    const accepted = [...one.outcomes, ...other.outcomes].filter((outcome) => outcome === 'accepted');
    expect(accepted).toHaveLength(50);
    expect(one.caused.length + other.caused.length).toBe(50);
    expect(await log(user)).toHaveLength(50);
  });

  test('of a failed batch are not stored, and count when they repeat', async () => {
    const user = someId();
    const one = like(user);
    const failing = postgres.database.transaction(async (transaction) => {
      await ingest([read(one)], { transaction, tables, now });
      throw new Error('the outbox is full');
    });
    await expect(failing).rejects.toThrow('the outbox is full');
    expect(await log(user)).toEqual([]);
    expect((await committed(one)).outcomes).toEqual(['accepted']);
  });
});

describe('other events', () => {
  test('count once, in one batch and across batches', async () => {
    const created = event('sample.lifecycle.created', { sample_id: someId(), creator_id: 7 });
    const deleted = event('sample.lifecycle.deleted', { sample_id: someId() });
    const signUp = event('user.lifecycle.created', { user_id: someId() });
    const done = await committed(created, deleted, created, signUp);
    expect(done.outcomes).toEqual(['accepted', 'accepted', 'duplicate', 'accepted']);
    expect(names(done)).toEqual(['sample.analyzed', 'sample.deleted']);
    const again = await committed(deleted, created, signUp);
    expect(again).toEqual({ outcomes: ['duplicate', 'duplicate', 'duplicate'], caused: [] });
  });

  test('keep their place among interactions', async () => {
    const user = someId();
    const [one, two] = [like(user), like(user)];
    const created = event('sample.lifecycle.created', { sample_id: someId(), creator_id: 7 });
    await committed(one);
    const done = await committed(one, created, two, created);
    expect(done.outcomes).toEqual(['duplicate', 'accepted', 'accepted', 'duplicate']);
    expect(names(done)).toEqual(['sample.analyzed', 'interaction.recorded']);
  });
});

describe('a deleted user', () => {
  const tombstone = async (user: number) =>
    postgres.database.query({
      text: 'SELECT deleted_at FROM user_tombstones WHERE user_id = $1',
      values: [String(user)],
    });

  const someoneWaits = async () => (await lockWaits(postgres.database)) > 0;

  const signedUp = (user_id: number, at: string) => event('user.lifecycle.created', { user_id }, at);
  const announced = async (user: number) =>
    postgres.database.query({
      text: 'SELECT announced_at FROM announced_users WHERE user_id = $1',
      values: [String(user)],
    });

  test('is listed from the announcement to the erasure; an earlier announcement does not list them again', async () => {
    const user = someId();
    await committed(signedUp(user, '2026-03-01T12:00:00.000Z'), signedUp(user, '2026-03-01T12:00:00.000Z'));
    expect(await announced(user)).toHaveLength(1);
    await committed(userDeleted(user, '2026-03-01T13:00:00.000Z'));
    await committed(signedUp(user, '2026-03-01T12:30:00.000Z'));
    expect(await announced(user)).toEqual([]);
    await committed(signedUp(user, '2026-03-01T14:00:00.000Z'));
    await committed(userDeleted(user, '2026-03-01T13:30:00.000Z'));
    expect(await announced(user)).toEqual([{ announced_at: new Date('2026-03-01T14:00:00Z') }]);
  });

  test('is erased from the log; a tombstone stays, and the other services hear of it', async () => {
    const [user, other] = [someId(), someId()];
    await committed(like(user), like(user), like(other));
    const done = await committed(userDeleted(user, '2026-03-01T13:00:00.000Z'));
    expect(done.outcomes).toEqual(['accepted']);
    expect(done.caused.map(({ envelope }) => [envelope.event_name, envelope.payload])).toEqual([
      ['user.deleted', { user_id: String(user) }],
    ]);
    expect(await log(user)).toEqual([]);
    expect(await log(other)).toHaveLength(1);
    expect(await tombstone(user)).toEqual([{ deleted_at: new Date('2026-03-01T13:00:00Z') }]);
  });

  test('leaves no row of late events; events after the erasure count', async () => {
    const user = someId();
    await committed(userDeleted(user, '2026-03-01T13:00:00.000Z'));
    const late = [like(user, someId(), '2026-03-01T12:00:00.000Z'), like(user, someId(), '2026-03-01T13:00:00.000Z')];
    const later = like(user, someId(), '2026-03-01T13:00:00.001Z');
    const done = await committed(...late, later);
    expect(done.outcomes).toEqual(['erased', 'erased', 'accepted']);
    expect(done.caused).toHaveLength(1);
    expect((await log(user)).map(({ event_id }) => event_id)).toEqual([later.event_id]);
  });

  test('stays erased up to the latest deletion, in any order of the deletions', async () => {
    const user = someId();
    await committed(userDeleted(user, '2026-03-01T13:00:00.000Z'));
    await committed(userDeleted(user, '2026-03-01T11:00:00.000Z'), userDeleted(user, '2026-03-01T10:00:00.000Z'));
    expect(await tombstone(user)).toEqual([{ deleted_at: new Date('2026-03-01T13:00:00Z') }]);
    const done = await committed(like(user, someId(), '2026-03-01T12:00:00.000Z'));
    expect(done.outcomes).toEqual(['erased']);
  });

  test.each([
    ['before', (like: Envelope, deletion: Envelope) => [like, deletion]],
    ['after', (like: Envelope, deletion: Envelope) => [deletion, like]],
  ])('whose earlier like stands %s the deletion in one batch: the like is not published', async (_, batch) => {
    const user = someId();
    const early = like(user, someId(), '2026-03-01T12:00:00.000Z');
    const done = await committed(...batch(early, userDeleted(user, '2026-03-01T13:00:00.000Z')));
    expect(done.outcomes.toSorted()).toEqual(['accepted', 'erased']);
    expect(names(done)).toEqual(['user.deleted']);
    expect(await log(user)).toEqual([]);
  });

  test.each(['the like', 'the deletion'])(
    'leaves no row of a like recorded at the same time, when %s began first',
    async (first) => {
      const user = someId();
      const early = like(user, someId(), '2026-03-01T12:00:00.000Z');
      const deletion = userDeleted(user, '2026-03-01T13:00:00.000Z');
      const [one, two] = first === 'the like' ? [early, deletion] : [deletion, early];
      let secondIsDone = false;
      let second: Promise<unknown> | undefined;
      await postgres.database.transaction(async (transaction) => {
        await ingest([read(one)], { transaction, tables, now });
        second = committed(two).finally(() => (secondIsDone = true));
        // The second runs to its end, or to a lock, while the first is open.
        await eventually(async () => expect(secondIsDone || (await someoneWaits())).toBe(true));
      });
      await second;
      expect(await log(user)).toEqual([]);
    },
  );
});
