import type { Problem, SimilarAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { scoringOptionsOf } from '@jophiel/scoring';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { dotSparse, vectorise } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, type GivenSample, removeSample, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let services: RunningService[];
/** Two processes of one service, behind which the same table stands. */
let reader: Reader;
let other: Reader;

async function start(preset: string): Promise<void> {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  const environment = environmentOf(postgres, nats, preset);
  services = await Promise.all([startVectorizer(environment), startFeedApi(environment), startFeedApi(environment)]);
  [reader, other] = [new Reader(services[1]!.url), new Reader(services[2]!.url)];
}
async function stop(): Promise<void> {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
}

const add = async (samples: readonly GivenSample[]) => analyse(transport, postgres.database, samples);
const similar = async (id: number | string, query = '', from = reader) =>
  (await from.get<SimilarAnswer>(`/v1/samples/${id}/similar${query}`)).body;
const idsLike = async (id: number | string, query = '', from = reader) =>
  (await similar(id, query, from)).samples.map(({ sample_id }) => sample_id);

/** Until an answer is one that was kept: asked twice, it is the same. */
async function keptAnswer(id: number, query = '', from = reader): Promise<SimilarAnswer> {
  let kept: SimilarAnswer;
  await eventually(async () => {
    const first = await similar(id, query, from);
    kept = await similar(id, query, from);
    expect(kept.generated_at).toBe(first.generated_at);
  });
  return kept!;
}

const remove = async (sampleId: number) => removeSample(transport, sampleId);

describe('samples of audio', () => {
  /** Of one genre, each a little different from the one before. */
  const family = (genre: string, first: number, amount: number): GivenSample[] =>
    Array.from({ length: amount }, (_, index) => ({
      id: first + index,
      creator: 1,
      metadata: {
        genero: [genre],
        tags: [`tag ${index}`],
        bpm: 80 + index,
        tonalidad: ['C', 'G', 'D'][index % 3],
        escala: 'major',
        tipo: ['loop', 'one shot'][index % 2],
      },
    }));

  const catalogue = [...family('trap', 100, 30), ...family('jazz', 200, 30), ...family('salsa', 300, 30)];
  const { layout } = scoringOptionsOf(loadDefinition('audio'));

  beforeAll(async () => {
    await start('audio');
    await add(catalogue);
    // The catalogue's terms are known to the services a moment after they are there.
    for (const from of [reader, other])
      await eventually(async () => expect(await idsLike(129, '?limit=29', from)).toHaveLength(29));
  });
  afterAll(stop);

  test('are those nearest to it, the nearest first, and never the sample itself', async () => {
    const answer = await similar(100, '?limit=40');
    expect([answer.sample_id, answer.generated_at]).toEqual([100, expect.stringMatching(/^\d{4}-.*Z$/)]);
    const [seed, ...others] = catalogue.map(({ id, metadata }) => ({ id, vector: vectorise(layout, metadata).vector }));
    const scores = others.map(({ vector }) => dotSparse(vector, seed!.vector)).toSorted((a, b) => b - a);
    expect(answer.samples.map(({ score }) => score)).toEqual(
      scores.slice(0, 40).map((score) => expect.closeTo(score, 5)),
    );
    for (const { sample_id, score } of answer.samples)
      expect(score).toBeCloseTo(dotSparse(others.find(({ id }) => id === sample_id)!.vector, seed!.vector), 5);
    const ids = answer.samples.map(({ sample_id }) => sample_id);
    expect(new Set(ids).size).toBe(40);
    expect(await idsLike(100, '?limit=5')).toEqual(ids.slice(0, 5));
  });

  test('are explained feature by feature, and the parts sum to the score', async () => {
    for (const { score, features } of (await similar(100, '?limit=3&explain=1')).samples) {
      expect(features!.map(({ feature }) => feature).slice(0, 2)).toEqual(['genre', 'tags']);
      expect(features!.reduce((sum, { similarity }) => sum + similarity, 0)).toBeCloseTo(score, 6);
    }
    expect((await similar(100, '?limit=1')).samples[0]).not.toHaveProperty('features');
  });

  test.each([
    ['a term, also one that is rare among the nearest', 'genre=jazz', (id: number) => id >= 200 && id < 230],
    ['another term', 'type=one%20shot', (id: number) => id % 2 === 1],
    ['a range', 'tempo=90..95', (id: number) => id % 100 >= 10 && id % 100 <= 15],
    ['a range around its own value', 'tempo=~5%25', (id: number) => id % 100 >= 6 && id % 100 <= 14],
    ['its own position', 'key=~0', (id: number) => (id % 100) % 3 === 1],
    ['a position and what is near', 'key=C%20major~1', (id: number) => (id % 100) % 3 !== 2],
    ['several of these', 'genre=trap&tempo=..99&key=G', (id: number) => id < 120 && (id % 100) % 3 === 1],
  ])('are filtered by %s', async (_, filter, isKept) => {
    const all = [100, 200, 300].flatMap((first) => Array.from({ length: 30 }, (_, index) => first + index));
    const expected = all.filter((id) => isKept(id) && id !== 110);
    const ids = await idsLike(110, `?limit=100&${filter}`);
    expect(ids.map(Number).sort((a, b) => a - b)).toEqual(expected);
    const twenty = await idsLike(110, `?${filter}`);
    expect(twenty).toEqual(ids.slice(0, 20));
  });

  test('leave out what the user has decided on, and the answer of everybody else stays', async () => {
    const userId = someUser();
    const before = await idsLike(105);
    const signals = before.slice(0, 3).map((id) => ({ sampleId: String(id), interaction: 'like', at: new Date() }));
    await storeListener(postgres.database, loadDefinition('audio'), userId, { signals, at: new Date() });
    const forUser = await idsLike(105, `?user_id=${userId}`);
    expect(forUser.slice(0, 17)).toEqual(before.slice(3));
    expect(forUser).toHaveLength(20);
    expect(await idsLike(105)).toEqual(before);
  });

  test('of copies the nearest stays: described alike, by one creator or under one title', async () => {
    const alike = { genero: ['bolero'], tags: ['violin'], bpm: 70 };
    await add([
      { id: 400, creator: 4, metadata: { ...alike, bpm: 71 } },
      { id: 401, creator: 5, metadata: { ...alike, title: 'Noche' } },
      { id: 402, creator: 5, metadata: { ...alike, title: 'Dia' } },
      { id: 403, creator: 6, metadata: { ...alike, title: 'NOCHE' } },
      { id: 404, creator: 7, metadata: { ...alike, title: 'Tarde' } },
      { id: 405, creator: 5, metadata: { ...alike, tags: ['viola'] } },
      { id: 406, creator: 8, metadata: { ...alike, duplicate_of_content_id: 400 } },
    ]);
    await eventually(async () => expect(await idsLike(400, '?genre=bolero')).toEqual([401, 404, 405]));
    expect(await idsLike(406, '?genre=bolero')).toEqual([401, 404, 405]);
  });

  describe('once looked for are kept', () => {
    /** What only this row says shows that the row is what is answered. */
    const forge = async (sampleId: number) =>
      postgres.database.execute({
        text: `UPDATE recommendation_cache SET similarities[1] = 0.987 WHERE kind = 'similar' AND key = $1`,
        values: [String(sampleId)],
      });
    const isForged = ({ samples }: SimilarAnswer) => samples[0]!.score === 0.987;

    test('for every process, whatever part of them is asked for', async () => {
      await keptAnswer(201);
      await keptAnswer(201, '', other);
      await forge(201);
      expect(isForged(await similar(201, '?limit=3&by=content'))).toBe(true);
      expect(isForged(await similar(201, '?limit=100&by=content', other))).toBe(true);
      expect(isForged(await similar(201, '?genre=jazz&by=content'))).toBe(false);
      expect(isForged(await similar(202, '?by=content'))).toBe(false);
    });

    test('until a nearer sample appears, which is in the next answer of every process', async () => {
      await keptAnswer(203);
      await forge(203);
      await add([
        { ...family('jazz', 203, 1)[0]!, id: 250, creator: 9, metadata: family('jazz', 200, 4)[3]!.metadata },
      ]);
      for (const from of [reader, other])
        await eventually(async () => expect((await idsLike(203, '?limit=1', from))[0]).toBe(250));
    });

    test('although samples appear that have nothing in common with it', async () => {
      await keptAnswer(204);
      await forge(204);
      await add([{ id: 260, creator: 9, metadata: { genero: ['polka'], tags: ['accordion'] } }]);
      await eventually(async () => expect(await idsLike(260, '?genre=polka')).toEqual([]));
      expect(isForged(await similar(204, '?by=content'))).toBe(true);
    });

    test('until one of them goes away, which is then in no answer', async () => {
      await keptAnswer(205);
      await forge(205);
      const [nearest] = await idsLike(205);
      await remove(Number(nearest));
      await eventually(async () => expect(await idsLike(205, '?limit=100')).not.toContain(nearest));
      await eventually(async () => expect(isForged(await similar(205, '?by=content'))).toBe(false));
    });

    test('until the sample itself is described otherwise', async () => {
      await keptAnswer(206);
      await forge(206);
      const at = '2026-02-03T00:00:00.000Z';
      await add([{ id: 206, creator: 1, at, metadata: { genero: ['salsa'] } }]);
      await eventually(async () => expect(Number((await idsLike(206))[0])).toBeGreaterThanOrEqual(300));
    });
  });

  test('a removed sample has none, and an unknown one has none', async () => {
    await add([{ id: 500, metadata: { genero: ['trap'] } }]);
    expect(await idsLike(500)).not.toEqual([]);
    await remove(500);
    await eventually(async () => expect((await reader.get('/v1/samples/500/similar')).status).toBe(404));
    const { status, body } = await reader.get<Problem>('/v1/samples/999999/similar');
    expect([status, body.code, body.detail]).toEqual([404, 'NOT_FOUND', expect.stringContaining('999999')]);
  });

  test('of a sample that is not analysed yet are none', async () => {
    await postgres.database.execute({
      text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, revision) VALUES ('600', '1', now(), 1)`,
    });
    expect(await idsLike(600)).toEqual([]);
  });

  test.each([
    ['/v1/samples/x/similar', '/params/sample_id'],
    ['/v1/samples/100/similar?limit=0', '/query/limit'],
    ['/v1/samples/100/similar?limit=101', '/query/limit'],
    ['/v1/samples/100/similar?user_id=nobody', '/query/user_id'],
    ['/v1/samples/100/similar?colour=red', '/query/colour'],
    ['/v1/samples/100/similar?tempo=fast', '/query/tempo'],
    ['/v1/samples/100/similar?key=H', '/query/key'],
    ['/v1/samples/600/similar?key=~1', '/query/key'],
  ])('%s is refused with its place', async (path, place) => {
    const { status, body } = await reader.get<Problem>(path);
    expect([status, body.code, body.faults?.map(({ path: at }) => at)]).toEqual([400, 'BODY_INVALID', [place]]);
  });
});

describe('films', () => {
  beforeAll(async () => {
    await start('films');
    await add([
      { id: 'tt1', metadata: { title: 'Alien', genres: ['horror', 'science fiction'], year: 1979 } },
      { id: 'tt2', metadata: { title: 'Aliens', genres: ['science fiction', 'action'], year: 1986 } },
      { id: 'tt3', metadata: { title: 'The Thing', genres: ['horror', 'science fiction'], year: 1982 } },
      { id: 'tt4', metadata: { title: 'Amélie', genres: ['romance'], year: 2001 } },
    ]);
  });
  afterAll(stop);

  test('have their own ids and filters', async () => {
    await eventually(async () => expect(await idsLike('tt1')).toEqual(['tt3', 'tt2', 'tt4']));
    expect(await idsLike('tt1', '?genre=action,romance')).toEqual(['tt2', 'tt4']);
    expect(await idsLike('tt1', '?year=..1983')).toEqual(['tt3']);
  });
});
