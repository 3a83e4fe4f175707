import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  countTerms,
  daysAgo,
  described,
  type GivenSample,
  sourceOn,
  storeSamples,
  tasteFor,
} from '../../test/given-catalogue.ts';
import type { CandidateRequest } from '../candidate-source.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  for (const table of ['sample_vectors', 'feature_terms', 'trending_samples'])
    await postgres.database.execute({ text: `TRUNCATE ${table}` });
});

/** `count` samples with the same metadata, one per day, the newest last. */
const series = (prefix: string, count: number, about: Omit<GivenSample, 'sampleId'>, newestDaysAgo = 0) =>
  Array.from({ length: count }, (_, index) => ({
    ...about,
    sampleId: `${prefix}${index + 1}`,
    publishedAt: daysAgo(newestDaysAgo + count - 1 - index),
  }));

async function givenCatalogue(...samples: readonly GivenSample[]): Promise<void> {
  await storeSamples(postgres.database, samples);
  await countTerms(postgres.database);
}

const nobody: CandidateRequest = { taste: undefined, creators: [], decided: new Set(), wanted: 3 };

async function find(request: Partial<CandidateRequest>) {
  const [candidates = []] = await sourceOn(database).candidates.find([{ ...nobody, ...request }]);
  const found = candidates.map(({ sampleId }) => sampleId);
  expect(new Set(found).size).toBe(found.length);
  return found.sort();
}

const trap = { genero: ['trap'], tags: ['dark'] };
const polka = { genero: ['polka'], tags: ['merry'] };

describe('candidates are', () => {
  test('the samples with the strongest terms of a taste at any age, and the newest', async () => {
    await givenCatalogue(
      ...series('old', 4, { metadata: trap }, 500),
      ...series('other', 40, { metadata: polka }, 100),
      ...series('new', 3, { metadata: polka }),
    );
    expect(await find({ taste: tasteFor(trap) })).toEqual(['new1', 'new2', 'new3', 'old1', 'old2', 'old3', 'old4']);
  });

  test('the samples of followed creators with any terms', async () => {
    await givenCatalogue(
      ...series('friend', 5, { metadata: polka, creatorId: 'friend' }, 300),
      ...series('stranger', 5, { metadata: polka, creatorId: 'stranger' }, 300),
      ...series('new', 3, { metadata: polka }),
    );
    const found = await find({ taste: tasteFor(trap), creators: ['friend', 'nobody'] });
    expect(found).toEqual(['friend1', 'friend2', 'friend3', 'friend4', 'friend5', 'new1', 'new2', 'new3']);
  });

  test('trending and newest samples without a taste; with one, no sample that is only trending', async () => {
    await givenCatalogue(...series('popular', 6, { metadata: polka }, 300), ...series('new', 3, { metadata: polka }));
    await postgres.database.execute({
      text: `INSERT INTO trending_samples SELECT number, 'popular' || number, 1, 1, now() FROM generate_series(1, 6) AS number`,
    });
    const newest = ['new1', 'new2', 'new3'];
    expect(await find({})).toEqual([...newest, 'popular1', 'popular2', 'popular3']);
    expect(await find({ taste: tasteFor(trap) })).toEqual(newest);
  });

  test('as many of the newest as wanted, even when the user has decided on the very newest', async () => {
    await givenCatalogue(...series('s', 9, { metadata: polka }));
    expect(await find({ decided: new Set(['s9', 's8']) })).toEqual(['s5', 's6', 's7']);
  });

  test('none in an empty catalogue', async () => {
    expect(await find({ taste: tasteFor(trap), creators: ['friend'] })).toEqual([]);
  });
});

test('candidates exclude hidden samples, copies, other layouts, samples without a vector, and decided ones', async () => {
  await givenCatalogue(...series('s', 7, { metadata: trap, creatorId: 'friend' }), {
    sampleId: 'former',
    metadata: trap,
    creatorId: 'friend',
    layout: 'former',
  });
  await change(postgres.database, 's1', `removed_at = now()`);
  await change(postgres.database, 's2', `duplicate_of = 's3'`);
  await change(postgres.database, 's4', `vector = NULL`);
  await postgres.database.execute({
    text: `INSERT INTO trending_samples SELECT number, 's' || number, 1, 1, now() FROM generate_series(1, 7) AS number`,
  });
  const request = { creators: ['friend'], decided: new Set(['s5']), wanted: 20 };
  expect(await find(request)).toEqual(['s3', 's6', 's7']);
  expect(await find({ ...request, taste: tasteFor(trap) })).toEqual(['s3', 's6', 's7']);
});

test('a candidate has the stored creator, time and vector', async () => {
  await givenCatalogue({ sampleId: 's', metadata: trap, creatorId: 'friend', publishedAt: daysAgo(3) });
  const [found] = await sourceOn(database).candidates.find([{ ...nobody, taste: tasteFor(trap) }]);
  expect(found).toEqual([
    expect.objectContaining({
      sampleId: 's',
      creatorId: 'friend',
      publishedAt: daysAgo(3).getTime(),
      vector: described(trap).vector,
    }),
  ]);
});

test('ids may contain any printable character', async () => {
  const ids = ['a,b', '{"x"}', "it's", 'ñandú 🎵', 'back\\slash'];
  await givenCatalogue(...ids.map((sampleId) => ({ sampleId, metadata: trap, creatorId: `by ${sampleId}` })));
  expect(await find({ taste: tasteFor(trap) })).toEqual(ids.sort());
  expect(await find({ decided: new Set(ids.slice(1)), wanted: 1 })).toEqual(ids.slice(0, 1));
});

describe('with more samples of an essential term than can be scored', () => {
  /** More metadata makes the share of the genre in a vector smaller. */
  const pure = { genero: ['trap'] };
  const mixed = { genero: ['trap'], tags: ['merry'], emocion: ['sad'], bpm: 90 };
  const taste = tasteFor(pure);
  const numbered = (prefix: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `${prefix}${from + index}`).sort();

  test('the candidates overlap most; the newest win ties', async () => {
    await givenCatalogue(
      ...series('pure', 12, { metadata: pure }, 900),
      ...series('mixed', 300, { metadata: mixed }, 100),
      ...series('other', 600, { metadata: polka }, 1_000),
      ...series('new', 3, { metadata: polka }),
    );
    // 10 × wanted by overlap and age, and the newest.
    expect(await find({ taste })).toEqual([
      ...numbered('mixed', 283, 300),
      ...numbered('new', 1, 3),
      ...numbered('pure', 1, 12),
    ]);
  });

  test('decided samples leave their places to others', async () => {
    await givenCatalogue(
      ...series('pure', 40, { metadata: pure }, 900),
      ...series('mixed', 300, { metadata: mixed }, 100),
      ...series('new', 60, { metadata: polka }),
    );
    const found = await find({ taste, decided: new Set(numbered('pure', 1, 35)) });
    expect(found.filter((id) => id.startsWith('pure'))).toEqual(numbered('pure', 36, 40));
    expect(found.filter((id) => id.startsWith('mixed'))).toEqual(numbered('mixed', 276, 300));
  });

  test('samples from the distant past and from the future are ordered too', async () => {
    await givenCatalogue(
      ...series('ancient', 40, { metadata: pure, publishedAt: new Date(0) }),
      ...series('mixed', 60, { metadata: mixed }, 100),
    );
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET published_at = CASE sample_id WHEN 'mixed1' THEN '4000-01-01'::timestamptz ELSE '1000-01-01' END
             WHERE sample_id IN ('mixed1', 'pure1', 'ancient1', 'ancient2')`,
    });
    expect(await find({ taste })).toEqual(expect.arrayContaining(['mixed1']));
  });
});

test('the order of the candidates does not depend on the plan', async () => {
  await givenCatalogue(
    ...series('s', 30, { metadata: trap }),
    ...series('friend', 9, { metadata: polka, creatorId: 'f' }),
  );
  // Forces a hash aggregate instead of a sort.
  const serverSettings = { ...asScorer.serverSettings, enable_sort: 'off' };
  const { candidates } = sourceOn(postgres.connect({ ...asScorer, serverSettings }));
  const order = async (request: Partial<CandidateRequest>) => {
    const [found = []] = await candidates.find([{ ...nobody, taste: tasteFor(trap), ...request }]);
    return found.map(({ sampleId }) => sampleId);
  };
  await order({ decided: new Set(['s3', 's7', 's11']) });
  const warm = await order({ creators: ['f'] });
  expect(warm).toEqual(warm.toSorted());
  expect(warm).toHaveLength(39);
});

test('terms and popularity are those of the last refresh', async () => {
  const { knowledge, candidates } = sourceOn(database);
  const find = async () => (await candidates.find([{ ...nobody, taste: tasteFor(trap) }]))[0]!;
  await givenCatalogue(...series('new', 5, { metadata: polka }), ...series('old', 2, { metadata: polka }, 100));
  expect(await find()).toHaveLength(3);
  await givenCatalogue(...series('late', 2, { metadata: trap }, 300));
  await postgres.database.execute({ text: `INSERT INTO trending_samples VALUES (1, 'old1', 1, 0.5, now())` });
  await postgres.database.execute({ text: `INSERT INTO sample_popularity VALUES ('old1', 0.5)` });
  expect(await find()).toHaveLength(3);
  expect(knowledge.popularity().size).toBe(0);
  await knowledge.refresh();
  expect((await find()).map(({ sampleId }) => sampleId)).toEqual(expect.arrayContaining(['late1', 'late2']));
  expect([...knowledge.popularity()]).toEqual([['old1', 0.5]]);
});
