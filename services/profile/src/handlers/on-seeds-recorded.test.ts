import { randomUUID } from 'node:crypto';
import { profileRebuild, profileRefold } from '@jophiel/contracts';
import { openLogs } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { foldOptionsOf } from '@jophiel/taste';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { decay } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asked,
  type Choice,
  chosen,
  deliver,
  dense,
  domain,
  event,
  fold,
  fresh,
  log,
  logChoice,
  now,
  payloads,
  profileOf,
  signalsOf,
  storeSample,
  tables,
  vectorOf,
} from '../../test/given-profiles.ts';
import { onInteractionRecorded } from './on-interaction-recorded.ts';
import { onProfileRebuild } from './on-profile-rebuild.ts';
import { onProfileRefold } from './on-profile-refold.ts';
import { onSampleVectorized } from './on-sample-vectorized.ts';
import { onSeedsRecorded } from './on-seeds-recorded.ts';
import { onUserDeleted } from './on-user-deleted.ts';

const MINUTE = 60_000;
const seeds = onSeedsRecorded(fold);
const interactions = onInteractionRecorded(fold, { tellsSignals: true });
let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_profile' });
});
afterAll(async () => postgres.remove());

async function givenSample(genre: string): Promise<string> {
  const sampleId = fresh('s');
  await storeSample(postgres.database, sampleId, vectorOf({ genero: [genre] }));
  return sampleId;
}

const choose = async (user: string, choice: Choice) => deliver(database, seeds, [chosen(user, choice)]);
const tasteOf = async (user: string) => (await profileOf(database, user))?.taste;
const seedsIn = async (user: string) =>
  (await signalsOf(database, user)).filter(({ interaction }) => interaction === 'seed');
const directionOf = (metadata: Record<string, unknown>) =>
  [...dense(vectorOf(metadata))].map((value) => expect.closeTo(value, 5));
const stored = async (user: string) =>
  postgres.database.query({ text: 'SELECT FROM user_seeds WHERE user_id = $1', values: [user] });

describe('a choice', () => {
  test('makes the taste of a new user, and their feed follows at once; the learner is not told', async () => {
    const [user, trap] = [fresh('u'), await givenSample('trap')];
    const events = await choose(user, { sampleIds: [trap] });
    expect(events.map(({ contract }) => contract.subject)).toEqual(['profile.updated']);
    expect(payloads(events)).toEqual([{ user_id: user, profile_version: 1 }]);
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'] }));
    expect(await seedsIn(user)).toMatchObject([{ sampleId: trap, amount: 1, at: now.getTime(), pending: false }]);
  });

  test('of terms alone makes a taste as an item with these terms would', async () => {
    const user = fresh('u');
    await choose(user, { terms: { genre: ['trap'], tags: ['dusty vinyl'] } });
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'], tags: ['dusty vinyl'] }));
    expect(await signalsOf(database, user)).toEqual([]);
  });

  test('counts with the weight and half-life of the definition, beside what the user does', async () => {
    const half = onSeedsRecorded(foldOptionsOf({ ...domain, seeds: { weight: 0.5, halfLifeDays: 7 } }));
    const [user, trap, polka] = [fresh('u'), await givenSample('trap'), await givenSample('polka')];
    await deliver(database, interactions, [event('like', user, { sampleId: polka })]);
    await deliver(database, half, [chosen(user, { sampleIds: [trap], at: now.getTime() - 7 * 86_400_000 })]);
    const { byHalfLife } = (await profileOf(database, user))!.sums;
    expect(Math.hypot(...byHalfLife.get(7)!)).toBeCloseTo(0.5 * decay(7 * 86_400_000, 7), 6);
    expect(Math.hypot(...byHalfLife.get(90)!)).toBeCloseTo(1, 6);
  });

  test('replaces the one before: what is gone from it has no effect any more', async () => {
    const [user, trap, polka] = [fresh('u'), await givenSample('trap'), await givenSample('polka')];
    await choose(user, { sampleIds: [trap], terms: { genre: ['drill'] } });
    await choose(user, { sampleIds: [polka], at: now.getTime() + MINUTE });
    expect((await seedsIn(user)).map(({ sampleId }) => sampleId)).toEqual([polka]);
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['polka'] }));
    await choose(user, { at: now.getTime() + 2 * MINUTE });
    expect(await seedsIn(user)).toEqual([]);
    expect(await tasteOf(user)).toBeUndefined();
  });

  test('leaves what the user did as it was, and an un-like leaves the seed', async () => {
    const [user, trap] = [fresh('u'), await givenSample('trap')];
    await deliver(database, interactions, [event('like', user, { sampleId: trap })]);
    await choose(user, { sampleIds: [trap] });
    await deliver(database, interactions, [event('unlike', user, { sampleId: trap, at: now.getTime() + MINUTE })]);
    expect((await seedsIn(user)).length).toBe(1);
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'] }));
    await choose(user, { at: now.getTime() + MINUTE });
    expect((await signalsOf(database, user)).map(({ interaction }) => interaction)).toEqual(['like']);
    expect(await tasteOf(user)).toBeUndefined();
  });
});

describe('the order of arrival', () => {
  test.each(['in one batch', 'one by one'])('does not matter: the latest choice counts, %s', async (how) => {
    const [user, trap, polka] = [fresh('u'), await givenSample('trap'), await givenSample('polka')];
    const later = chosen(user, { sampleIds: [polka], at: now.getTime() + MINUTE });
    const earlier = chosen(user, { sampleIds: [trap], terms: { genre: ['trap'] } });
    if (how === 'in one batch') await deliver(database, seeds, [later, earlier]);
    else for (const each of [later, earlier]) await deliver(database, seeds, [each]);
    expect((await seedsIn(user)).map(({ sampleId }) => sampleId)).toEqual([polka]);
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['polka'] }));
  });

  test('an empty choice is not undone by an earlier one that comes late', async () => {
    const [user, trap] = [fresh('u'), await givenSample('trap')];
    await choose(user, { at: now.getTime() + MINUTE });
    expect(await choose(user, { sampleIds: [trap] })).toEqual([]);
    expect(await seedsIn(user)).toEqual([]);
  });

  test('a repeat changes nothing', async () => {
    const [user, trap] = [fresh('u'), await givenSample('trap')];
    const choice = { sampleIds: [trap], eventId: randomUUID() };
    await choose(user, choice);
    expect(await choose(user, choice)).toEqual([]);
    expect(await profileOf(database, user)).toMatchObject({ version: 1 });
  });
});

test('a chosen sample without a vector waits for it, and then counts', async () => {
  const [user, late] = [fresh('u'), fresh('s')];
  await choose(user, { sampleIds: [late] });
  expect(await seedsIn(user)).toMatchObject([{ pending: true }]);
  expect(await tasteOf(user)).toBeUndefined();
  await storeSample(postgres.database, late, vectorOf({ genero: ['trap'] }));
  const vectorized = asked('sample.vectorized', { sample_id: late });
  const work = payloads(await deliver(database, onSampleVectorized(fold), [vectorized]));
  expect(work).toEqual([{ user_ids: [user] }]);
  await deliver(database, onProfileRefold(fold), [asked(profileRefold.subject, work[0])]);
  expect(await seedsIn(user)).toMatchObject([{ pending: false }]);
  expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'] }));
});

describe('a rebuild', () => {
  const rebuild = async (user: string) => {
    const logs = await openLogs({ service: 'profile', level: 'silent', rotateAtBytes: 1e6, keep: 1 });
    const drifted: number[] = [];
    const rebuilds = onProfileRebuild({
      fold,
      tables,
      logger: await logs.feature('rebuild'),
      onDrift: (profiles) => drifted.push(profiles),
    });
    await deliver(database, rebuilds, [asked(profileRebuild.subject, { run_id: randomUUID(), user_ids: [user] })]);
    return drifted;
  };

  test('makes the same taste and signals of the log: seeds survive, and nothing has drifted', async () => {
    const [user, trap, polka] = [fresh('u'), await givenSample('trap'), await givenSample('polka')];
    const like = { eventId: randomUUID(), name: 'like', at: now.getTime(), sampleId: polka };
    const choices: Choice[] = [
      { eventId: randomUUID(), sampleIds: [polka], terms: { genre: ['salsa'] }, at: now.getTime() - MINUTE },
      { eventId: randomUUID(), sampleIds: [trap], terms: { tags: ['808'] }, at: now.getTime() },
    ];
    await log(postgres.database, user, [like]);
    await deliver(database, interactions, [event('like', user, like)]);
    for (const choice of choices) {
      await logChoice(postgres.database, user, choice);
      await choose(user, choice);
    }
    const before = { signals: await seedsIn(user), taste: await tasteOf(user) };
    expect(await rebuild(user)).toEqual([0]);
    expect({ signals: await seedsIn(user), taste: await tasteOf(user) }).toEqual(before);
    // The same event, delivered late.
    expect(await choose(user, choices[1]!)).toEqual([]);
  });

  test('finds a choice whose event was lost, and drops one that the log does not have', async () => {
    const [user, trap] = [fresh('u'), await givenSample('trap')];
    await logChoice(postgres.database, user, { sampleIds: [trap] });
    await rebuild(user);
    expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'] }));
    const other = fresh('u');
    await choose(other, { sampleIds: [trap], terms: { genre: ['trap'] } });
    await rebuild(other);
    expect(await seedsIn(other)).toEqual([]);
    expect(await stored(other)).toEqual([]);
    expect(await tasteOf(other)).toBeUndefined();
  });
});

test('an erased user leaves no seed, and a choice that comes late makes no profile', async () => {
  const [user, trap] = [fresh('u'), await givenSample('trap')];
  await choose(user, { sampleIds: [trap], terms: { genre: ['trap'] } });
  await postgres.database.execute({ text: 'INSERT INTO user_tombstones VALUES ($1, $2)', values: [user, now] });
  await deliver(database, onUserDeleted(tables), [asked('user.deleted', { user_id: user })]);
  expect(await choose(user, { sampleIds: [trap] })).toEqual([]);
  expect([await stored(user), await signalsOf(database, user), await profileOf(database, user)]).toEqual([
    [],
    [],
    undefined,
  ]);
  expect(payloads(await choose(user, { sampleIds: [trap], at: now.getTime() + MINUTE }))).toHaveLength(1);
});

test('nor does it count when the user came back meanwhile', async () => {
  const [user, trap] = [fresh('u'), await givenSample('trap')];
  await postgres.database.execute({ text: 'INSERT INTO user_tombstones VALUES ($1, $2)', values: [user, now] });
  await deliver(database, interactions, [event('like', user, { at: now.getTime() + MINUTE, sampleId: trap })]);
  expect(await choose(user, { terms: { genre: ['polka'] } })).toEqual([]);
  expect(await stored(user)).toEqual([]);
});

test('where seeds are off, a choice waits for a definition that weighs them', async () => {
  const [user, trap] = [fresh('u'), await givenSample('trap')];
  const off = onSeedsRecorded(foldOptionsOf({ ...domain, seeds: { weight: 0, halfLifeDays: 90 } }));
  await deliver(database, off, [chosen(user, { sampleIds: [trap], terms: { genre: ['trap'] } })]);
  expect(await tasteOf(user)).toBeUndefined();
  await deliver(database, onProfileRefold(fold), [asked(profileRefold.subject, { user_ids: [user] })]);
  expect([...(await tasteOf(user))!]).toEqual(directionOf({ genero: ['trap'] }));
});
