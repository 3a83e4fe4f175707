import { randomUUID } from 'node:crypto';
import { type Envelope, profileRebuild } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { openLogs } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { encodeSums, type SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asked,
  deliver,
  dense,
  domain,
  fold,
  fresh,
  log,
  now,
  partsOf,
  payloads,
  profileOf,
  recorded,
  signalsOf,
  storeSample,
  tables,
  vectorOf,
} from '../../test/given-profiles.ts';
import { arrival, samples } from '@jophiel/taste/histories';
import { type Deed, expectToBe, naiveProfile } from '@jophiel/taste/naive-profile';
import { onInteractionRecorded } from './on-interaction-recorded.ts';
import { onProfileRebuild } from './on-profile-rebuild.ts';
import { onProfileRefold } from './on-profile-refold.ts';

let postgres: GivenPostgres;
let database: Database;
let rebuilds: ReturnType<typeof onProfileRebuild>;
let drifted: number[] = [];

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_profile' });
  const logs = await openLogs({ service: 'profile', level: 'silent', rotateAtBytes: 1e6, keep: 1 });
  const logger = await logs.feature('rebuild');
  rebuilds = onProfileRebuild({ fold, tables, logger, onDrift: (profiles) => drifted.push(profiles) });
});
afterAll(async () => postgres.remove());
beforeEach(() => {
  drifted = [];
});

const interactions = onInteractionRecorded(fold);
const askedFor = (...userIds: string[]) => asked(profileRebuild.subject, { run_id: randomUUID(), user_ids: userIds });
const rebuild = async (...userIds: string[]) => deliver(database, rebuilds, [askedFor(...userIds)]);

interface GivenUser {
  readonly user: string;
  readonly deeds: readonly Deed[];
  readonly vectors: Map<string, SparseVector>;
}

/** Users with random histories, logged and delivered in any order, partly before the samples' vectors. */
async function givenUsers(count: number, seed: number): Promise<GivenUser[]> {
  const users: GivenUser[] = [];
  for (const { history, batches, late } of fc.sample(arrival, { numRuns: count, seed })) {
    const user = fresh('u');
    const own = <Some extends Deed>(deed: Some): Some =>
      deed.sampleId === undefined ? deed : { ...deed, sampleId: `${user}-${deed.sampleId}` };
    const vectors = new Map(samples.map((id) => [`${user}-${id}`, vectorOf({ genero: [`genre ${id}`], bpm: 100 })]));
    const lateIds = [...late.keys()].map((id) => `${user}-${id}`);
    for (const [id, vector] of vectors) if (!lateIds.includes(id)) await storeSample(postgres.database, id, vector);
    await log(postgres.database, user, history.map(own));
    for (const batch of batches)
      await deliver(
        database,
        interactions,
        batch.map((deed) => recorded(user, own(deed))),
      );
    // The first late vector arrives, the others never do.
    const [come, ...never] = lateIds;
    for (const id of never) vectors.delete(id);
    if (come !== undefined) await storeSample(postgres.database, come, vectors.get(come)!);
    await deliver(database, onProfileRefold(fold), [asked('work.profile.refold', { user_ids: [user] })]);
    users.push({ user, deeds: history.map(own), vectors });
  }
  return users;
}

async function expectRight({ user, deeds, vectors }: GivenUser): Promise<void> {
  const known = deeds.map((deed) => ({ ...deed, eventId: recorded(user, deed).event_id }));
  expectToBe(await partsOf(database, user), naiveProfile(known, domain), domain, vectors);
}

const trap = vectorOf({ genero: ['trap'] });
const like = (sampleId: string, changes: Partial<Deed> = {}): Deed => ({
  eventId: randomUUID(),
  name: 'like',
  at: now.getTime(),
  sampleId,
  ...changes,
});

async function givenSample(): Promise<string> {
  const sampleId = fresh('s');
  await storeSample(postgres.database, sampleId, trap);
  return sampleId;
}

const waiting = async () => eventually(async () => expect(await lockWaits(postgres.database)).toBeGreaterThan(0));

describe('a rebuild from the log', () => {
  test('"Evento ponderado": uses the definition in force, not the weights in the log', async () => {
    const users = await givenUsers(5, 40);
    const ids = users.map(({ user }) => user);
    const changed = await postgres.database.execute({
      text: 'UPDATE user_interactions SET recorded_weight = -50 WHERE user_id = ANY ($1)',
      values: [ids],
    });
    expect(changed).toBeGreaterThan(0);
    await rebuild(...ids);
    for (const user of users) await expectRight(user);
    expect(drifted).toEqual([0]);
  });

  test('equals the live profile for any history and order, and finds no drift', async () => {
    const users = await givenUsers(15, 1);
    for (const user of users) await expectRight(user);
    const pending = async () => Promise.all(users.map(async ({ user }) => signalsOf(database, user)));
    const before = (await pending()).flat().filter((signal) => signal.pending && signal.amount > 0);
    expect(before.length).toBeGreaterThan(0);
    await rebuild(...users.map(({ user }) => user));
    expect(drifted).toEqual([0]);
    for (const user of users) await expectRight(user);
    const after = (await pending()).flat().filter((signal) => signal.pending && signal.amount > 0);
    expect(after.map(({ eventId }) => eventId)).toEqual(before.map(({ eventId }) => eventId));
  });

  test('triggers the feed of every user, with the next version', async () => {
    const [one, two] = (await givenUsers(2, 2)).map(({ user }) => user) as [string, string];
    const versions = new Map([one, two].map((user) => [user, 0]));
    for (const user of versions.keys()) versions.set(user, (await profileOf(database, user))!.version);
    const updated = await deliver(database, rebuilds, [askedFor(one), askedFor(two)]);
    expect(updated.map(({ envelope }) => envelope.event_name)).toEqual(['profile.updated', 'profile.updated']);
    expect(new Map(payloads(updated).map((payload) => [payload.user_id, payload.profile_version]))).toEqual(
      new Map([...versions].map(([user, version]) => [user, version + 1])),
    );
  });

  test('repairs sums, signals and follows that differ from the log, and reports the drift', async () => {
    const [tampered, other] = (await givenUsers(2, 3)) as [GivenUser, GivenUser];
    const sums = new Float64Array(fold.dimensions).fill(0.001);
    await postgres.database.execute({
      text: `UPDATE user_taste_profiles SET as_of = now(), half_lives = '{90}', sums = ARRAY[$2::bytea] WHERE user_id = $1`,
      values: [tampered.user, encodeSums(sums)],
    });
    for (const statement of [
      `UPDATE user_signals SET amount = amount + 1, at = now() WHERE user_id = $1`,
      `INSERT INTO user_signals SELECT $1, 'invented', 'like', '', 1, now(), gen_random_uuid(), false`,
      `UPDATE user_follows SET active = NOT active, at = now() WHERE user_id = $1`,
      `INSERT INTO user_follows SELECT $1, 'invented', true, now(), gen_random_uuid()`,
    ])
      await postgres.database.execute({ text: statement, values: [tampered.user] });
    await rebuild(tampered.user, other.user);
    expect(drifted).toEqual([1]);
    await expectRight(tampered);
    await expectRight(other);
  });

  test('restores lost profiles', async () => {
    const users = await givenUsers(3, 4);
    const ids = users.map(({ user }) => user);
    for (const table of ['user_taste_profiles', 'user_signals', 'user_follows'])
      await postgres.database.execute({ text: `DELETE FROM ${table} WHERE user_id = ANY ($1)`, values: [ids] });
    await rebuild(...ids);
    for (const user of users) await expectRight(user);
  });

  test('moves a profile of a former layout to the current one, which is no drift', async () => {
    const [given] = (await givenUsers(1, 5)) as [GivenUser];
    await postgres.database.execute({
      text: `UPDATE user_taste_profiles SET layout = 'former', as_of = now(), half_lives = '{90}', sums = ARRAY[$2::bytea] WHERE user_id = $1`,
      values: [given.user, encodeSums(new Float64Array(fold.dimensions).fill(1))],
    });
    await rebuild(given.user);
    expect(drifted).toEqual([0]);
    expect(await profileOf(database, given.user)).toMatchObject({ layout: fold.layout });
    await expectRight(given);
  });

  test('leaves no row of a user who was erased after the request', async () => {
    const [erased, known] = [fresh('u'), fresh('u')];
    await log(postgres.database, known, [like(await givenSample())]);
    expect(payloads(await rebuild(erased, known))).toEqual([{ user_id: known, profile_version: 1 }]);
    expect(await profileOf(database, erased)).toBeUndefined();
  });
});

describe('an interaction that is in the log', () => {
  test('and whose event arrives after the rebuild is counted once', async () => {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    const plays = [like(sampleId, { name: 'play' }), like(sampleId, { name: 'play' })];
    await log(postgres.database, user, plays);
    await rebuild(user);
    const [before] = await signalsOf(database, user);
    expect(before).toMatchObject({ amount: 2 });
    const events = plays.map((play) => recorded(user, play));
    expect(await deliver(database, interactions, events)).toEqual([]);
    expect(await signalsOf(database, user)).toEqual([before]);
  });

  test('and whose event was handled before the rebuild is not handled again', async () => {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    const play = like(sampleId, { name: 'play' });
    await log(postgres.database, user, [play]);
    await deliver(database, interactions, [recorded(user, play)]);
    await rebuild(user);
    await deliver(database, interactions, [recorded(user, play)]);
    expect(await signalsOf(database, user)).toMatchObject([{ amount: 1 }]);
  });

  test('and whose event is handled during the rebuild is counted once', async () => {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    const plays = [like(sampleId, { name: 'play' }), like(sampleId, { name: 'play' })];
    await log(postgres.database, user, plays);
    let delivering: Promise<unknown> = Promise.resolve();
    await database.transaction(async (transaction) => {
      await rebuilds.handle([askedFor(user)] as never, { transaction, now });
      delivering = deliver(postgres.connect(), interactions, [recorded(user, plays[0]!)]);
      await waiting();
    });
    await delivering;
    expect(await signalsOf(database, user)).toMatchObject([{ amount: 2 }]);
  });

  test('only after the rebuild is counted when its event arrives', async () => {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    await log(postgres.database, user, [like(sampleId, { name: 'play' })]);
    await rebuild(user);
    const later = like(sampleId, { name: 'play' });
    await log(postgres.database, user, [later]);
    await deliver(database, interactions, [recorded(user, later)]);
    expect(await signalsOf(database, user)).toMatchObject([{ amount: 2 }]);
  });

  test('that is old has no event in transit, and is not claimed', async () => {
    const [user, sampleId] = [fresh('u'), await givenSample()];
    const old = like(sampleId);
    await log(postgres.database, user, [old]);
    await postgres.database.execute({
      text: `UPDATE user_interactions SET recorded_at = now() - interval '11 days' WHERE user_id = $1`,
      values: [user],
    });
    await rebuild(user);
    const claims = { text: 'SELECT FROM profile_inbox WHERE event_id = $1', values: [recorded(user, old).event_id] };
    expect(await database.query(claims)).toEqual([]);
    expect((await profileOf(database, user))!.taste).toEqual(dense(trap));
  });
});

test('rebuilds during live interactions lose nothing and count nothing twice', async () => {
  const users = Array.from({ length: 5 }, () => fresh('u'));
  const sampleId = await givenSample();
  const given = users.map((user) => ({
    user,
    vectors: new Map([[sampleId, trap]]),
    deeds: Array.from({ length: 30 }, (_, index) =>
      like(sampleId, { name: ['play', 'like', 'unlike'][index % 3]!, at: now.getTime() + (index % 7) * 1_000 }),
    ),
  }));
  const live = given[0]!.deeds.map(async (_, index) => {
    const batch: Envelope<unknown>[] = [];
    for (const { user, deeds } of given) {
      await log(postgres.database, user, [deeds[index]!]);
      batch.push(recorded(user, deeds[index]!));
    }
    await untilDone(async () => deliver(database, interactions, batch));
  });
  const meanwhile = Array.from({ length: 6 }, async () => untilDone(async () => rebuild(...users)));
  await Promise.all([...live, ...meanwhile]);
  for (const user of given) await expectRight(user);
});

/** Retries transient database errors, as the router does. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof JophielError && error.code === 'DATABASE_UNAVAILABLE') || attempt === 8) throw error;
    }
  }
}
