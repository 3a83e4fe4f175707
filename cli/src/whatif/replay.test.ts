import { randomUUID } from 'node:crypto';
import { loadDefinition } from '@jophiel/domain';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replay } from './replay.ts';
import { reportLines } from './report.ts';

const domain = loadDefinition('audio');
const now = new Date('2026-03-01T12:00:00Z');
const DAY = 86_400_000;
let postgres: GivenPostgres;

/** Ten samples of each of two genres, the later the older; of each the last is a copy of the first. */
beforeAll(async () => {
  postgres = await givenPostgres();
  const { database } = postgres;
  for (const genre of ['trap', 'polka'])
    for (let index = 0; index < 10; index++) {
      const sampleId = `${genre}${index}`;
      const publishedAt = new Date(now.getTime() - (genre === 'trap' ? 100 : 1) * DAY - index * DAY);
      await database.execute({
        text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision, duplicate_of)
               VALUES ($1, $2, $3, '\\x', 'whichever', '{}', 1, $4)`,
        values: [sampleId, `maker of ${sampleId}`, publishedAt, index === 9 ? `${genre}0` : null],
      });
      await database.execute({
        text: `INSERT INTO sample_metadata (sample_id, metadata, analyzed_at, event_id) VALUES ($1, $2, $3, $4)`,
        values: [sampleId, JSON.stringify({ genero: [genre] }), now, randomUUID()],
      });
    }
  await does('fan', 'like', 'trap3');
  await does('fan', 'like', 'trap4');
  await does('fan', 'unlike', 'trap4', 1);
  await does('fan', 'like', 'trap9');
  await does('newcomer', 'impression', 'polka3');
});
afterAll(async () => postgres.remove());

async function does(userId: string, interaction: string, sampleId: string, after = 0): Promise<void> {
  const { database } = postgres;
  await database.execute({
    text: `INSERT INTO user_interactions (event_id, user_id, interaction, sample_id, occurred_at, source, correlation_id)
           VALUES ($1, $2, $3, $4, $5, 'test', 'test')`,
    values: [randomUUID(), userId, interaction, sampleId, new Date(now.getTime() - DAY + after)],
  });
  await database.execute({
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums) VALUES ($1, 1, 'whichever', '{}', '{}')
           ON CONFLICT DO NOTHING`,
    values: [userId],
  });
}

const compare = async (after: typeof domain, about: { users?: number; seed?: number } = {}) =>
  replay(postgres.connect({ serverSettings: { default_transaction_read_only: 'on' } }), {
    before: domain,
    after,
    users: 10,
    seed: 1,
    now,
    onSamples: () => {},
    onUsers: () => {},
    ...about,
  });

test('a definition compared with itself changes nothing', async () => {
  const { samples, users, tokens } = await compare(structuredClone(domain));
  expect(samples).toBe(20);
  expect(users.map(({ userId }) => userId).toSorted()).toEqual(['fan', 'newcomer']);
  for (const change of users) expect(change).toMatchObject({ overlap: 1, overlapAtTop: 1, movedRanks: 0 });
  for (const { before, after } of tokens) expect(after).toBeCloseTo(before, 12);
});

describe('another definition', () => {
  const feed = { size: 4 };
  const small = { ...domain, feed };
  /** Nothing counts but how new a sample is. */
  const newOnly = { ...small, scoring: { ...domain.scoring, similarity: 0, novelty: 1 } };
  const from = async (before: typeof domain, after: typeof domain) =>
    replay(postgres.database, {
      before,
      after,
      users: 10,
      seed: 1,
      now,
      onSamples: () => {},
      onUsers: () => {},
    });

  test('tells for whom it changes most, and what gains and what loses', async () => {
    const { users, tokens } = await from(small, newOnly);
    // Who has no taste gets the newest either way; the fan of trap gets polka, which is newer.
    expect(users).toMatchObject([
      { userId: 'fan', overlap: 0 },
      { userId: 'newcomer', overlap: 1, movedRanks: 0 },
    ]);
    const share = (label: string) => tokens.find((token) => token.label === label)!;
    expect(share('trap')).toMatchObject({ feature: 'genre', before: 0.5, after: 0 });
    expect(share('polka')).toMatchObject({ before: 0.5, after: 1 });
  });

  test('of the ranking "score-final" leaves variety out ("el score que determina el orden")', async () => {
    // All trap of one maker: the cap lets polka in between, ScoreFinal alone does not.
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET creator_id = 'one maker' WHERE sample_id LIKE 'trap%'`,
    });
    const pure = { ...domain, feed: { size: 8 }, ranking: 'score-final' as const };
    const { users, tokens } = await from({ ...pure, ranking: 'varied' }, pure);
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET creator_id = 'maker of ' || sample_id WHERE sample_id LIKE 'trap%'`,
    });
    expect(users.find(({ userId }) => userId === 'fan')!.overlap).toBeLessThan(1);
    const trap = tokens.find(({ label }) => label === 'trap')!;
    expect(trap.after).toBeGreaterThan(trap.before);
  });

  test('of features rebuilds the vectors from the metadata', async () => {
    const blind = {
      ...small,
      features: small.features.map((feature) =>
        feature.kind === 'terms' && feature.name === 'genre' ? { ...feature, from: [{ key: 'nothing' }] } : feature,
      ),
    };
    const { users } = await from(small, blind);
    expect(users.find(({ userId }) => userId === 'fan')).toMatchObject({ overlap: 0 });
  });

  test('of interactions folds the log again', async () => {
    const { like } = domain.interactions;
    const indecisive = { ...domain, interactions: { ...domain.interactions, like: { ...like!, definitive: false } } };
    const { users } = await from(domain, indecisive);
    // What was liked comes back: a sample, and the original of the copy that was liked.
    expect(users.find(({ userId }) => userId === 'fan')).toMatchObject({ overlap: (18 - 2) / 18 });
  });
});

test('chosen samples and terms count, and not where a definition turns seeds off', async () => {
  const feed = { size: 4 };
  const on = { ...domain, feed, scoring: { ...domain.scoring, novelty: 0 } };
  const off = { ...on, seeds: { weight: 0, halfLifeDays: 90 } };
  const choose = async (userId: string, seeds: unknown) => {
    await does(userId, 'impression', 'polka3');
    await postgres.database.execute({
      text: `INSERT INTO user_interactions (event_id, user_id, interaction, seeds, occurred_at, source, correlation_id)
             VALUES ($1, $2, 'seed', $3, $4, 'test', 'test')`,
      values: [randomUUID(), userId, JSON.stringify(seeds), new Date(now.getTime() - DAY)],
    });
  };
  await choose('with samples', { sample_ids: ['trap3'], terms: {} });
  await choose('with terms', { sample_ids: [], terms: { genre: ['trap'] } });
  const { users, tokens } = await replay(postgres.database, {
    before: off,
    after: on,
    users: 10,
    seed: 1,
    now,
    onSamples: () => {},
    onUsers: () => {},
  });
  for (const table of ['user_interactions', 'user_taste_profiles'])
    await postgres.database.execute({ text: `DELETE FROM ${table} WHERE user_id LIKE 'with %'` });
  expect(Object.fromEntries(users.map(({ userId, overlap }) => [userId, overlap < 1]))).toEqual({
    fan: false,
    newcomer: false,
    'with samples': true,
    'with terms': true,
  });
  const trap = tokens.find(({ label }) => label === 'trap')!;
  expect(trap.after).toBeGreaterThan(trap.before);
});

test('the seed draws the users, and fewer of them are some of the same', async () => {
  const drawn = async (users: number, seed: number) =>
    (await compare(domain, { users, seed })).users.map(({ userId }) => userId);
  expect(await drawn(1, 7)).toEqual(await drawn(1, 7));
  expect(await drawn(2, 7)).toEqual(expect.arrayContaining(await drawn(1, 7)));
});

test('the report names how much, for whom and what', async () => {
  const few = { ...domain, feed: { size: 4 }, scoring: { ...domain.scoring, similarity: 0 } };
  const text = reportLines(await compare(few)).join('\n');
  for (const part of ['2 users, 20 samples', 'of the whole feed stay', 'fan', 'trap', 'polka'])
    expect(text).toContain(part);
});

test('nothing can be written by it', async () => {
  const readOnly = postgres.connect({ serverSettings: { default_transaction_read_only: 'on' } });
  await expect(readOnly.execute({ text: 'DELETE FROM sample_metadata' })).rejects.toThrow('read-only');
});
