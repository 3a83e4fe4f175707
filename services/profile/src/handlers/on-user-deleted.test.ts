import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  asked,
  deliver,
  event,
  fold,
  followsOf,
  fresh,
  now,
  partsOf,
  profileOf,
  signalsOf,
  storeSample,
  tables,
  vectorOf,
} from '../../test/given-profiles.ts';
import { onInteractionRecorded } from './on-interaction-recorded.ts';
import { onUserDeleted } from './on-user-deleted.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_profile' });
});
afterAll(async () => postgres.remove());

const interactions = onInteractionRecorded(fold);

/** Leaves the state that ingestion leaves before it publishes the deletion. */
async function erase(user: string): Promise<void> {
  await postgres.database.execute({ text: 'INSERT INTO user_tombstones VALUES ($1, $2)', values: [user, now] });
  expect(await deliver(database, onUserDeleted(tables), [asked('user.deleted', { user_id: user })])).toEqual([]);
}

async function givenActiveUser(): Promise<{ user: string; sampleId: string }> {
  const [user, sampleId] = [fresh('u'), fresh('s')];
  await storeSample(postgres.database, sampleId, vectorOf({ genero: ['trap'] }));
  await deliver(database, interactions, [
    event('like', user, { sampleId }),
    event('like', user, { sampleId: fresh('later') }),
    event('follow', user, { creatorId: '20' }),
  ]);
  return { user, sampleId };
}

test('an erased user leaves no row and no follower', async () => {
  const { user } = await givenActiveUser();
  const { user: other } = await givenActiveUser();
  await deliver(database, interactions, [event('follow', other, { creatorId: user })]);
  const before = await partsOf(database, other);
  await erase(user);
  expect(await profileOf(database, user)).toBeUndefined();
  expect(await signalsOf(database, user)).toEqual([]);
  expect(await followsOf(database, user)).toEqual([]);
  expect(await partsOf(database, other)).toEqual({
    ...before,
    follows: before.follows.filter(({ creatorId }) => creatorId !== user),
  });
});

test('late events from before the erasure leave no row', async () => {
  const { user, sampleId } = await givenActiveUser();
  await erase(user);
  const late = event('like', user, { sampleId, at: now.getTime() - 1 });
  const lateFollow = event('follow', user, { creatorId: '20', at: now.getTime() - 1 });
  expect(await deliver(database, interactions, [late, lateFollow])).toEqual([]);
  expect(await profileOf(database, user)).toBeUndefined();
  expect(await signalsOf(database, user)).toEqual([]);
  expect(await followsOf(database, user)).toEqual([]);
});

test('a user who returns starts with an empty profile', async () => {
  const { user, sampleId } = await givenActiveUser();
  await erase(user);
  const again = event('like', user, { sampleId, at: now.getTime() + 1 });
  expect(await deliver(database, interactions, [again])).toHaveLength(1);
  expect(await profileOf(database, user)).toMatchObject({ version: 1 });
  expect(await signalsOf(database, user)).toHaveLength(1);
});

test('erasing an unknown user changes nothing', async () => {
  const unknownUser = fresh('u');
  await erase(unknownUser);
  expect(await profileOf(database, unknownUser)).toBeUndefined();
});
