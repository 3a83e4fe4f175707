import type { Database } from '@jophiel/postgres';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asScorer, change, daysAgo, domain, now, options, storeSamples } from '@jophiel/candidates/given-catalogue';
import { logger } from '../../test/given-users.ts';
import { refreshTrending } from './refresh-trending.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  for (const table of [
    'sample_vectors',
    'user_signals',
    'user_taste_profiles',
    'sample_popularity',
    'trending_samples',
  ])
    await postgres.database.execute({ text: `TRUNCATE ${table}` });
});

const metadata = { genero: ['trap'] };
const given = async (...samples: readonly (readonly [sampleId: string, days: number])[]) =>
  storeSamples(
    postgres.database,
    samples.map(([sampleId, days]) => ({ sampleId, publishedAt: daysAgo(days), metadata })),
  );

/** Stores this number of users' signals on a sample, of users with these names and numbers. */
async function happened(
  interaction: string,
  sampleId: string,
  times: number,
  { at = now, amount = 1, users = 'u' }: { at?: Date; amount?: number; users?: string } = {},
): Promise<void> {
  await postgres.database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
           SELECT $5 || number, $2, $1, $6, $3, gen_random_uuid(), false FROM generate_series(1, $4::int) AS number`,
    values: [interaction, sampleId, at, times, users, amount],
  });
  await postgres.database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
           SELECT $1 || number, 1, $2, '{}', '{}' FROM generate_series(1, $3::int) AS number ON CONFLICT DO NOTHING`,
    values: [users, options.layout.id, times],
  });
}

/** As core/popularity.ts documents it. */
const popularityOf = (users: number, most: number) => Math.log1p(users) / Math.log1p(most);

async function trending() {
  await database.transaction(async (transaction) => refreshTrending(transaction, { domain, options, logger }, now));
  const rows = await database.query<{ rank: number; sample_id: string; score: number; popularity: number }>({
    text: 'SELECT rank, sample_id, score, popularity FROM trending_samples ORDER BY rank',
  });
  expect(rows.map(({ rank }) => rank)).toEqual(rows.map((_, index) => index + 1));
  return rows.map(({ sample_id, popularity, score }) => ({ id: sample_id, popularity, score }));
}
const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

test('recently liked samples come first, new ones after them', async () => {
  await given(['new', 0], ['liked', 60], ['popular', 60]);
  await happened('like', 'popular', 10);
  await happened('like', 'liked', 5);
  expect(await trending()).toEqual([
    { id: 'popular', popularity: 1, score: expect.closeTo(1.05, 9) },
    { id: 'liked', popularity: popularityOf(5, 10), score: expect.closeTo(popularityOf(5, 10) + 0.05, 9) },
    { id: 'new', popularity: 0, score: expect.closeTo(0.2, 9) },
  ]);
});

test('likes count half after a half-life; likes of the last century or the future do not count', async () => {
  await given(['now', 60], ['week', 60], ['century', 60], ['future', 60]);
  await happened('like', 'now', 10);
  await happened('like', 'week', 10, { at: daysAgo(domain.trending.halfLifeDays) });
  await happened('like', 'century', 1_000, { at: new Date('1950-01-01') });
  await happened('like', 'future', 1_000, { at: daysAgo(-1) });
  const found = new Map((await trending()).map(({ id, popularity }) => [id, popularity]));
  expect(Object.fromEntries(found)).toEqual({
    now: 1,
    week: expect.closeTo(popularityOf(5, 10), 9),
    century: expect.closeTo(0, 9),
    future: 0,
  });
});

test('a user counts once for an item, and only while what they did with it adds up to more than 0', async () => {
  await given(['liked', 60], ['played', 60], ['undone', 60], ['disliked', 60], ['mixed', 60], ['seen', 60]);
  await happened('like', 'liked', 10);
  await happened('play', 'liked', 10, { amount: 50 });
  await happened('play', 'played', 3);
  await happened('like', 'undone', 10, { amount: 0 });
  await happened('dislike', 'disliked', 10);
  await happened('play', 'mixed', 10);
  await happened('dislike', 'mixed', 10);
  await happened('impression', 'seen', 500);
  expect(Object.fromEntries((await trending()).map(({ id, popularity }) => [id, popularity]))).toEqual({
    liked: 1,
    played: expect.closeTo(popularityOf(3, 10), 9),
    undone: 0,
    disliked: 0,
    mixed: 0,
    seen: 0,
  });
});

test('what users chose to start with makes nothing popular', async () => {
  await given(['liked', 60], ['chosen', 60]);
  await happened('like', 'liked', 1);
  await happened('seed', 'chosen', 500);
  expect(Object.fromEntries((await trending()).map(({ id, popularity }) => [id, popularity]))).toEqual({
    liked: 1,
    chosen: 0,
  });
});

test('users of several pages are counted together, and what nobody likes any more goes', async () => {
  await given(['liked', 60], ['left', 60]);
  await happened('like', 'liked', 1_200);
  await happened('like', 'left', 600);
  expect((await trending()).map(({ popularity }) => popularity)).toEqual([
    1,
    expect.closeTo(popularityOf(600, 1_200), 9),
  ]);
  await postgres.database.execute({ text: `UPDATE user_signals SET amount = 0 WHERE sample_id = 'left'` });
  expect(Object.fromEntries((await trending()).map(({ id, popularity }) => [id, popularity]))).toEqual({
    liked: 1,
    left: 0,
  });
});

test('a copy counts for its original, and nobody counts for their own items', async () => {
  await given(['original', 60], ['copy', 60], ['own', 60]);
  await change(postgres.database, 'copy', `duplicate_of = 'original'`);
  await change(postgres.database, 'own', `creator_id = 'u1'`);
  await happened('like', 'original', 2);
  await happened('like', 'copy', 2, { users: 'v' });
  await happened('like', 'own', 2);
  const rows = await trending();
  expect(rows.map(({ id, popularity }) => [id, popularity])).toEqual([
    ['original', 1],
    ['own', expect.closeTo(popularityOf(1, 4), 9)],
  ]);
});

test('unlisted samples, copies and unknown samples do not trend', async () => {
  await given(['hidden', 0], ['copy', 0], ['good', 0]);
  for (const sample of ['hidden', 'copy', 'unknown']) await happened('like', sample, 10);
  await change(postgres.database, 'hidden', 'removed_at = now()');
  await change(postgres.database, 'copy', `duplicate_of = 'good'`);
  expect(ids(await trending())).toEqual(['good']);
});

test('the list has its size and replaces the whole former one', async () => {
  const many = Array.from({ length: domain.trending.size + 20 }, (_, index) => [`s${index}`, index] as const);
  await given(...many);
  expect(ids(await trending())).toEqual(many.slice(0, domain.trending.size).map(([id]) => id));
  await postgres.database.execute({ text: `DELETE FROM sample_vectors WHERE sample_id <> 's3'` });
  expect(ids(await trending())).toEqual(['s3']);
});

test('two concurrent writers do not mix their lists, and neither fails', async () => {
  await given(['a', 0], ['b', 1], ['c', 2]);
  const [written, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow = database.transaction(async (transaction) => {
    await refreshTrending(transaction, { domain, options, logger }, now);
    written.resolve();
    await released.promise;
  });
  await written.promise;
  const other = trending();
  await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
  released.resolve();
  await slow;
  expect(ids(await other)).toEqual(['a', 'b', 'c']);
});
