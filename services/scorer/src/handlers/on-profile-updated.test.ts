import { profileUpdated, userDeleted } from '@jophiel/contracts';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asScorer, countTerms, fresh, storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
import { asked, contextOn, deliver, feedOf, payloads, storeUsers, tables } from '../../test/given-users.ts';
import type { FeedContext } from '../use-cases/compute-feeds.ts';
import { onProfileUpdated } from './on-profile-updated.ts';
import { onUserDeleted } from './on-user-deleted.ts';

let postgres: GivenPostgres;
let database: Database;
let context: FeedContext;

const taste = tasteFor({ genero: ['trap'] });

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  context = contextOn(database);
  await storeSamples(postgres.database, [{ sampleId: 's', metadata: { genero: ['trap'] } }]);
  await countTerms(postgres.database);
});
afterAll(async () => postgres.remove());

const updated = (user_id: string, profile_version: number) =>
  asked(profileUpdated.subject, { user_id, profile_version });
const react = async (...events: ReturnType<typeof updated>[]) => deliver(database, onProfileUpdated(context), events);

test('a changed profile makes a feed at once, and its event keeps the correlation id', async () => {
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, version: 2, taste });
  const event = updated(userId, 2);
  const following = await react(event);
  expect(payloads(following)).toMatchObject([{ user_id: userId, version: 1, profile_version: 2, size: 1 }]);
  expect(following[0]!.envelope.correlation_id).toBe(event.correlation_id);
  expect(await feedOf(database, userId)).toMatchObject({ sample_ids: ['s'] });
});

test('several changes of one user in a batch make one feed, of the latest profile', async () => {
  const [one, two] = [fresh('u'), fresh('u')];
  await storeUsers(postgres.database, { userId: one, version: 3, taste }, { userId: two, version: 1, taste });
  const following = await react(updated(one, 3), updated(two, 1), updated(one, 2));
  expect(payloads(following)).toHaveLength(2);
  expect(payloads(following)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ user_id: one, profile_version: 3 }),
      expect.objectContaining({ user_id: two, profile_version: 1 }),
    ]),
  );
  expect(new Set(following.map(({ envelope }) => envelope.event_id)).size).toBe(2);
});

test('an earlier change that arrives late does not hide a later one', async () => {
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, version: 2, taste });
  await react(updated(userId, 2));
  await storeUsers(postgres.database, { userId, version: 3, taste });
  expect(payloads(await react(updated(userId, 3), updated(userId, 1)))).toMatchObject([{ profile_version: 3 }]);
});

test('a change that is already in the feed, or is repeated, makes no new feed', async () => {
  const userId = fresh('u');
  await storeUsers(postgres.database, { userId, version: 5, taste });
  const event = updated(userId, 4);
  expect(await react(event)).toHaveLength(1);
  expect(await react(event)).toEqual([]);
  expect(await react(updated(userId, 5))).toEqual([]);
  expect(await feedOf(database, userId)).toMatchObject({ version: 1, profile_version: 5 });
});

test('an erased user has no feed, and a late change does not restore it', async () => {
  const [erased, other] = [fresh('u'), fresh('u')];
  await storeUsers(postgres.database, { userId: erased, taste }, { userId: other, taste });
  await react(updated(erased, 1), updated(other, 1));
  await postgres.database.execute({ text: 'DELETE FROM user_taste_profiles WHERE user_id = $1', values: [erased] });
  const word = asked(userDeleted.subject, { user_id: erased });
  expect(
    await deliver(database, onUserDeleted(tables), [word, asked(userDeleted.subject, { user_id: fresh('u') })]),
  ).toEqual([]);
  expect(await react(updated(erased, 2))).toEqual([]);
  expect(await feedOf(database, erased)).toBeUndefined();
  expect(await feedOf(database, other)).toBeDefined();
});
