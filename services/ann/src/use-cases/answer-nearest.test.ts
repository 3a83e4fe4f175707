import type { NearestAnswer, NearestBody, NearestQuery } from '@jophiel/contracts';
import { storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
import { idsOf } from '@jophiel/domain';
import { ExactEngine } from '@jophiel/nearest';
import { openLogs, openMetrics, openTimings } from '@jophiel/observability';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { layoutOf } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { domain, layout } from '../../test/given-ann.ts';
import { type Answerer, answerer } from './answer-nearest.ts';
import { Indexes } from './indexes.ts';
import { LayoutIndex } from './layout-index.ts';

const now = new Date('2026-03-01T12:00:00Z');
const { dimensions } = layoutOf(domain.features);
const halfLifeDays = domain.scoring.noveltyHalfLifeDays;
const [trap, polka] = [{ genero: ['trap'] }, { genero: ['polka'] }];

let postgres: GivenPostgres;
let answers: Answerer;
let counted = 0;

beforeAll(async () => {
  postgres = await givenPostgres();
  const publishedAt = new Date(now.getTime() - halfLifeDays * 86_400_000);
  await storeSamples(postgres.database, [
    { sampleId: '1', creatorId: '11', publishedAt: now, metadata: trap },
    { sampleId: '2', creatorId: '12', publishedAt, metadata: trap },
    { sampleId: '3', creatorId: '11', publishedAt: now, metadata: polka },
  ]);
  const engine = await ExactEngine.open({
    space: { layout, dimensions, halfLifeMs: halfLifeDays * 86_400_000 },
    threads: 0,
  });
  const indexes = new Indexes({
    executor: postgres.database,
    own: new LayoutIndex({ layout, dimensions, isOwn: true }, engine),
    openBeside: async () => Promise.reject(new Error('There is one layout only.')),
  });
  await indexes.catchUp(new AbortController().signal, () => {});
  const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
  const timings = openTimings(openMetrics('test'), await logs.feature('test'));
  answers = answerer({
    indexes,
    ids: idsOf(domain),
    timings,
    now: () => now,
    onAnswered: (queries) => (counted += queries),
  });
});
afterAll(async () => postgres?.remove());

const bodyOf = (...queries: readonly Partial<NearestQuery>[]): NearestBody => ({
  layout,
  queries: queries.map((query) => ({ k: 10, ...query })),
});
const askInRows = async (body: NearestBody) => (await answers.nearest(body, '')) as NearestAnswer;
const find = async (query: Partial<NearestQuery>) => (await askInRows(bodyOf(query))).answers[0]!;
const idsFor = async (query: Partial<NearestQuery>) => (await find(query)).map(({ sample_id }) => sample_id);
const likeTrap = { vector: [...tasteFor(trap)] };

describe('an answer', () => {
  test('scores by the weighted sum of cosine and novelty; the default time of novelty is now', async () => {
    const weights = { similarity: 2, novelty: 0.5 };
    const scores = async (query: Partial<NearestQuery>) => (await find(query)).map(({ score }) => score);
    expect(await scores({ ...likeTrap, ...weights })).toEqual(
      [2.5, 2.25, 0.5].map((score) => expect.closeTo(score, 5)),
    );
    const later = new Date(now.getTime() + halfLifeDays * 86_400_000).toISOString();
    expect((await scores({ ...likeTrap, ...weights, now: later }))[0]).toBeCloseTo(2.25, 5);
    expect(await scores({ ...likeTrap })).toEqual([1, 1, 0].map((score) => expect.closeTo(score, 5)));
  });

  test('has the samples near the mean of others and excludes these', async () => {
    expect(await idsFor({ samples: [1] })).toEqual([2, 3]);
    expect(await idsFor({ samples: [1, 3] })).toEqual([2]);
    expect(await find({ samples: [1, 3] })).toEqual([{ sample_id: 2, score: expect.closeTo(Math.SQRT1_2, 5) }]);
    expect(await idsFor({ samples: [2, 999_999], k: 1 })).toEqual([1]);
  });

  test('excludes named ids and samples that do not pass the filter', async () => {
    expect(await idsFor({ ...likeTrap, exclude: [1] })).toEqual([2, 3]);
    expect(await idsFor({ ...likeTrap, filter: { creators: [11] } })).toEqual([1, 3]);
    const [token] = Object.keys(
      (
        await postgres.database.query<{ features: object }>({
          text: `SELECT features FROM sample_vectors WHERE sample_id = '3'`,
        })
      )[0]!.features,
    );
    expect(await idsFor({ ...likeTrap, filter: { tokens: [[token!]] } })).toEqual([3]);
    expect(await idsFor({ ...likeTrap, filter: { creators: [12], tokens: [[token!]] } })).toEqual([]);
  });

  test('has one list per query, and all queries are counted', async () => {
    const before = counted;
    const { answers: lists, size } = await askInRows(bodyOf({ samples: [1], k: 1 }, { ...likeTrap, k: 2 }));
    expect([lists.map((list) => list.length), size, counted - before]).toEqual([[1, 2], 3, 2]);
  });
});

test('an answer in columns is the same, also for a vector in base64', async () => {
  const query = { ...likeTrap, novelty: 0.5 };
  const inRows = await askInRows(bodyOf(query, { samples: [1] }));
  const vector = Buffer.from(Float32Array.from(likeTrap.vector).buffer).toString('base64');
  const inColumns = await answers.nearest({ ...bodyOf({ ...query, vector }, { samples: [1] }), form: 'columns' }, '');
  expect(inColumns).toEqual({
    ...inRows,
    answers: inRows.answers.map((list) => ({
      sample_ids: list.map(({ sample_id }) => sample_id),
      scores: list.map(({ score }) => score),
    })),
  });
});

test('an answer in ids is the same, without scores', async () => {
  const body = bodyOf({ ...likeTrap, novelty: 0.5 }, { samples: [1] });
  const { answers: inRows, ...about } = await askInRows(body);
  expect(await answers.nearest({ ...body, form: 'ids' }, '')).toEqual({
    ...about,
    answers: inRows.map((list) => list.map(({ sample_id }) => sample_id)),
  });
});

test('an answer ends with the first sample of the last of up_to_creators creators', async () => {
  const upTo = async (limit: number) => idsFor({ ...likeTrap, novelty: 0.5, up_to_creators: limit });
  expect([await upTo(1), await upTo(2), await upTo(3)]).toEqual([[1], [1, 2], [1, 2, 3]]);
});

describe('a query is refused, with its place,', () => {
  const fault = async (query: Partial<NearestQuery>) =>
    answers.nearest(bodyOf(likeTrap, query), '/body').then(
      () => 'nothing',
      ({ code, faults }: { code: string; faults: { path: string }[] }) => [code, faults[0]!.path],
    );

  test('when its vector is of another length', async () => {
    expect(await fault({ vector: [1] })).toEqual(['BODY_INVALID', '/body/queries/1/vector']);
    expect(await fault({ vector: [...likeTrap.vector, 0] })).toEqual(['BODY_INVALID', '/body/queries/1/vector']);
    expect(await fault({ vector: 'AACAPw==' })).toEqual(['BODY_INVALID', '/body/queries/1/vector']);
  });

  test('when it has neither vector nor samples, or both', async () => {
    expect(await fault({})).toEqual(['BODY_INVALID', '/body/queries/1']);
    expect(await fault({ ...likeTrap, samples: [1] })).toEqual(['BODY_INVALID', '/body/queries/1']);
  });

  test('when an id does not fit the platform', async () => {
    expect(await fault({ samples: [1, 'x'] })).toEqual(['BODY_INVALID', '/body/queries/1/samples/1']);
    expect(await fault({ ...likeTrap, exclude: ['x'] })).toEqual(['BODY_INVALID', '/body/queries/1/exclude/0']);
    expect(await fault({ ...likeTrap, filter: { creators: ['x'] } })).toEqual([
      'BODY_INVALID',
      '/body/queries/1/filter/creators/0',
    ]);
  });
});
