import { profileRefold, sampleVectorized } from '@jophiel/contracts';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asked,
  deliver,
  dense,
  event,
  fold,
  fresh,
  now,
  payloads,
  profileOf,
  signalsOf,
  storeSample,
  tables,
  vectorOf,
} from '../../test/given-profiles.ts';
import { onInteractionRecorded } from './on-interaction-recorded.ts';
import { onProfileRefold } from './on-profile-refold.ts';
import { onSampleVectorized } from './on-sample-vectorized.ts';
import { onUserDeleted } from './on-user-deleted.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_profile' });
});
afterAll(async () => postgres.remove());

const interact = async (name: string, user: string, sampleId: string, at = now.getTime()) =>
  deliver(database, onInteractionRecorded(fold), [event(name, user, { sampleId, at })]);

/** Announces that samples have a vector. @returns the events that follow */
async function announce(...sampleIds: string[]) {
  const vectorized = sampleIds.map((sample_id) =>
    asked(sampleVectorized.subject, {
      sample_id,
      creator_id: '1',
      published_at: now.toISOString(),
      layout: fold.layout,
      first: true,
    }),
  );
  return deliver(database, onSampleVectorized(fold), vectorized);
}

const refold = async (...userIds: string[]) =>
  deliver(database, onProfileRefold(fold), [asked(profileRefold.subject, { user_ids: userIds })]);

const taste = async (user: string) => (await profileOf(database, user))?.taste;
const trap = vectorOf({ genero: ['trap'] });
const polka = vectorOf({ genero: ['polka'] });

describe('an interaction that came before its sample', () => {
  test('counts when the sample has a vector, from the time of the interaction', async () => {
    const [user, sampleId] = [fresh('u'), fresh('s')];
    await interact('like', user, sampleId, now.getTime() - 90 * 86_400_000);
    await storeSample(postgres.database, sampleId, trap);
    const work = await announce(sampleId);
    expect(work.map(({ envelope }) => [envelope.event_name, envelope.payload])).toEqual([
      ['work.profile.refold', { user_ids: [user] }],
    ]);

    const updated = await deliver(
      database,
      onProfileRefold(fold),
      work.map(({ envelope }) => envelope),
    );
    expect(payloads(updated)).toEqual([{ user_id: user, profile_version: 2 }]);
    expect(await signalsOf(database, user)).toMatchObject([{ sampleId, pending: false }]);
    const profile = (await profileOf(database, user))!;
    expect(profile.taste).toEqual(dense(trap));
    expect(profile.sums.asOf).toBe(now.getTime() - 90 * 86_400_000);
  });

  test('counts together with later interactions', async () => {
    const [user, early, late] = [fresh('u'), fresh('s'), fresh('s')];
    await interact('like', user, early);
    await storeSample(postgres.database, late, polka);
    await interact('like', user, late);
    await storeSample(postgres.database, early, trap);
    await interact('share', user, early);
    await refold(user);
    const sum = (await profileOf(database, user))!.sums.byHalfLife.get(90)!;
    const [trapPart, polkaPart] = [dense(trap), dense(polka)];
    sum.forEach((value, index) => expect(value).toBeCloseTo(1.9 * trapPart[index]! + polkaPart[index]!, 6));
  });

  test('causes no refold when it was undone before', async () => {
    const [user, sampleId] = [fresh('u'), fresh('s')];
    await interact('like', user, sampleId);
    await interact('unlike', user, sampleId, now.getTime() + 1);
    expect(await announce(sampleId)).toEqual([]);
  });
});

test('a changed vector changes the taste of every user of the sample', async () => {
  const [one, two, sampleId] = [fresh('u'), fresh('u'), fresh('s')];
  await storeSample(postgres.database, sampleId, trap);
  await interact('like', one, sampleId);
  await interact('dislike', two, sampleId);
  await storeSample(postgres.database, sampleId, polka);
  const work = await announce(sampleId);
  expect(payloads(work)).toEqual([{ user_ids: [one, two].sort() }]);
  await refold(one, two);
  expect(await taste(one)).toEqual(dense(polka));
  expect(await taste(two)).toEqual(dense(polka).map((value) => -value || 0));
});

test('the users of a popular sample are split into chunks with ids of their own, each user in one', async () => {
  const [popular, other] = [fresh('s'), fresh('s')];
  await postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT $1 || '-' || number, $1, 'like', 1, now(), gen_random_uuid(), true FROM generate_series(1, 450) AS number`,
    values: [popular],
  });
  await interact('like', fresh('u'), other);
  const work = await announce(popular, other);
  const chunks = work.map(({ envelope }) => (envelope.payload as { user_ids: string[] }).user_ids);
  expect(chunks.map(({ length }) => length)).toEqual([200, 200, 51]);
  expect(new Set(chunks.flat()).size).toBe(451);
  expect(new Set(work.map(({ envelope }) => envelope.event_id)).size).toBe(3);
});

test('a profile of a former layout is refolded from the current vectors', async () => {
  const [user, current, former] = [fresh('u'), fresh('s'), fresh('s')];
  await storeSample(postgres.database, current, trap);
  await storeSample(postgres.database, former, polka);
  await interact('like', user, current);
  await interact('like', user, former);
  await storeSample(postgres.database, former, polka, 'former');
  await postgres.database.execute({
    text: `UPDATE user_taste_profiles SET layout = 'former' WHERE user_id = $1`,
    values: [user],
  });
  await refold(user);
  expect(await profileOf(database, user)).toMatchObject({ layout: fold.layout, version: 3, taste: dense(trap) });
});

test('a chunk leaves no row of a user who was erased meanwhile', async () => {
  const [erased, other, sampleId] = [fresh('u'), fresh('u'), fresh('s')];
  await storeSample(postgres.database, sampleId, trap);
  await interact('like', erased, sampleId);
  await interact('like', other, sampleId);
  const work = await announce(sampleId);
  await deliver(database, onUserDeleted(tables), [asked('user.deleted', { user_id: erased })]);
  const updated = await deliver(
    database,
    onProfileRefold(fold),
    work.map(({ envelope }) => envelope),
  );
  expect(payloads(updated)).toEqual([{ user_id: other, profile_version: 2 }]);
  expect(await profileOf(database, erased)).toBeUndefined();
});
