import { described, fresh, now, options, storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
import { loadDefinition, withoutLearning } from '@jophiel/domain';
import { anonymousListener, armsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeUsers } from '../../test/given-users.ts';
import { measureRecall } from './measure-recall.ts';

const { variety: _, ...pure } = withoutLearning(loadDefinition('audio'));
const arms = armsOf({ ...pure, feed: { size: 4 } });
const trap = { genero: ['trap'] };
/** Eight samples of one description, the newest first. */
const ids = Array.from({ length: 8 }, (_, index) => `trap-${index}`);

let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
  await storeSamples(
    postgres.database,
    ids.map((sampleId, index) => ({
      sampleId,
      creatorId: `creator-${index}`,
      publishedAt: new Date(now.getTime() - index * 86_400_000),
      metadata: trap,
    })),
  );
});
afterAll(async () => postgres?.remove());

/** A user who likes all of them equally, with a feed of some. */
async function givenFeed(
  places: readonly number[],
  about: { profileVersion?: number; scoring?: string; decided?: readonly string[] } = {},
): Promise<string> {
  const userId = fresh('user');
  await storeUsers(postgres.database, { userId, taste: tasteFor(trap), decided: about.decided ?? [] });
  const items = places.map((place) => ({
    sampleId: ids[place]!,
    creatorId: `creator-${place}`,
    publishedAt: now.getTime() - place * 86_400_000,
    vector: described(trap).vector,
  }));
  const listener = { ...anonymousListener(userId), taste: tasteFor(trap) };
  const scores = options.calculator.scores(listener, items, { popularity: new Map(), now: now.getTime() }).total;
  await postgres.database.execute({
    text: `INSERT INTO user_feed_recommendations
             (user_id, version, profile_version, layout, scoring, generated_at, ranked_at, sample_ids, scores)
           VALUES ($1, 1, $2, $3, $4, $5, $5, $6, $7)`,
    values: [
      userId,
      about.profileVersion ?? 1,
      options.layout.id,
      about.scoring ?? arms.id,
      now,
      places.map((place) => ids[place]!),
      [...scores],
    ],
  });
  return userId;
}
const measure = async (userId: string) =>
  measureRecall(postgres.database, userId, {
    arms,
    popularity: () => new Map(),
    learned: () => undefined,
    learnedAt: () => Number.NEGATIVE_INFINITY,
  });

test('a feed of the best has recall 1, one of others less', async () => {
  expect(await measure(await givenFeed([0, 1, 2, 3]))).toBe(1);
  expect(await measure(await givenFeed([0, 1, 2, 5]))).toBe(0.75);
  expect(await measure(await givenFeed([4, 5, 6, 7]))).toBe(0);
});

test('items that exploration placed are no part of it: the recall is that of the others', async () => {
  const explored = async (places: readonly number[]) => {
    const userId = await givenFeed(places);
    await postgres.database.execute({
      text: 'UPDATE user_feed_recommendations SET exploration = $2 WHERE user_id = $1',
      values: [userId, [0, 0, 0, 0.1]],
    });
    return userId;
  };
  expect(await measure(await explored([0, 1, 2, 7]))).toBe(1);
  expect(await measure(await explored([0, 1, 5, 7]))).toBeCloseTo(2 / 3, 9);
});

test('decided items are not part of the truth', async () => {
  expect(await measure(await givenFeed([1, 2, 3, 4], { decided: ['trap-0'] }))).toBe(1);
});

test('a feed of another profile or definition, and a user without a feed, are not measured', async () => {
  expect(await measure(await givenFeed([0, 1, 2, 3], { profileVersion: 7 }))).toBeUndefined();
  expect(await measure(await givenFeed([0, 1, 2, 3], { scoring: 'another' }))).toBeUndefined();
  expect(await measure(fresh('user'))).toBeUndefined();
});
