import { randomUUID } from 'node:crypto';
import type { BoardIdeasAnswer, Problem, SimilarAnswer } from '@jophiel/contracts';
import { encodeWeights } from '@jophiel/learning';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putOnBoard } from '../../../test/given-boards.ts';
import { someUser, storeProfile } from '../../../test/given-feeds.ts';
import { analyse, environmentOf } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

/** Twenty samples of each genre; the ids tell which. */
const genres = { trap: 100, salsa: 200, jazz: 300 } as const;
type Genre = keyof typeof genres;
const genreOf = (id: number | string) =>
  Object.entries(genres).find(([, first]) => Number(id) >= first && Number(id) < first + 100)?.[0];
const some = (genre: Genre, amount: number, from = 0) =>
  Array.from({ length: amount }, (_, index) => genres[genre] + from + index);

let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[];
let reader: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = environmentOf(postgres, nats, 'audio');
  services = await Promise.all([startVectorizer(environment), startFeedApi(environment)]);
  reader = new Reader(services[1]!.url);
  const metadata = (genre: Genre, id: number) => ({ genero: [genre], tags: [`tag ${id % 7}`], bpm: 80 + (id % 40) });
  const samples = (Object.keys(genres) as Genre[]).flatMap((genre) =>
    some(genre, 20).map((id) => ({ id, creator: id, metadata: metadata(genre, id) })),
  );
  await analyse(await nats.connect(), postgres.database, samples);
  // The catalogue's terms are known to the service a moment after they are there.
  await eventually(async () => expect((await post({ sample_ids: [100], limit: 19 })).body.samples).toHaveLength(19));
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
});

async function post(body: unknown): Promise<{ status: number; body: BoardIdeasAnswer & Partial<Problem> }> {
  const response = await fetch(`${services[1]!.url}/v1/boards/ideas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as BoardIdeasAnswer };
}

const put = async (boardId: number, sampleIds: readonly number[], amount = 1) =>
  putOnBoard(postgres.database, boardId, sampleIds, { amount });
const ideasFor = async (boardId: number, query = '') =>
  (await reader.get<BoardIdeasAnswer>(`/v1/boards/${boardId}/ideas${query}`)).body;
const genresOf = ({ samples }: BoardIdeasAnswer) => samples.map(({ sample_id }) => genreOf(sample_id));

/** Stores that samples speak about another, as the learner does; each sample that is named gets a number. */
async function learned(sampleId: number, speakers: Readonly<Record<number, number>>): Promise<void> {
  const ids = [String(sampleId), ...Object.keys(speakers)];
  await postgres.database.execute({
    text: 'INSERT INTO learned_weights (sample_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING',
    values: [ids],
  });
  const rows = await postgres.database.query<{ sample_id: string; number: number }>({
    text: 'SELECT sample_id, number FROM learned_weights WHERE sample_id = ANY ($1)',
    values: [ids],
  });
  const numberOf = new Map(rows.map((row) => [row.sample_id, row.number]));
  const weights = encodeWeights({
    numbers: Uint32Array.from(Object.keys(speakers), (id) => numberOf.get(id)!),
    values: Float32Array.from(Object.values(speakers)),
  });
  await postgres.database.execute({
    text: 'UPDATE learned_weights SET weights = $2 WHERE sample_id = $1',
    values: [String(sampleId), weights],
  });
}

describe('ideas for a board', () => {
  test('of one subject are of that subject, the most similar first, and nothing that is on it', async () => {
    await put(1, some('trap', 5));
    const answer = await ideasFor(1, '?limit=15');
    expect(answer).toMatchObject({ board_id: 1, centres: [{ samples: 5 }], unknown_sample_ids: [] });
    expect(genresOf(answer)).toEqual(Array(15).fill('trap'));
    expect(answer.samples.map(({ sample_id }) => sample_id)).not.toEqual(expect.arrayContaining([100]));
    const scores = answer.samples.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('of several subjects are for each of them in proportion, from the first on', async () => {
    await put(2, [...some('trap', 8), ...some('salsa', 4)]);
    const answer = await ideasFor(2, '?limit=9');
    expect(answer.centres).toEqual([{ samples: 8 }, { samples: 4 }]);
    expect(genresOf(answer).filter((genre) => genre === 'trap')).toHaveLength(6);
    expect(genresOf(answer).filter((genre) => genre === 'salsa')).toHaveLength(3);
    expect(genresOf(answer).slice(0, 3)).toEqual(['trap', 'salsa', 'trap']);
    for (const { sample_id, centre } of answer.samples) expect(genreOf(sample_id)).toBe(['trap', 'salsa'][centre]);
  });

  test('follow the board as it changes', async () => {
    await put(3, some('trap', 3));
    expect(new Set(genresOf(await ideasFor(3, '?limit=5')))).toEqual(new Set(['trap']));
    await put(3, some('trap', 3), 0);
    await put(3, some('jazz', 3));
    expect(new Set(genresOf(await ideasFor(3, '?limit=5')))).toEqual(new Set(['jazz']));
  });

  test('leave out what the user has decided on', async () => {
    const userId = someUser();
    await storeProfile(postgres.database, userId);
    await put(4, some('salsa', 3));
    const [first] = (await ideasFor(4)).samples;
    await postgres.database.execute({
      text: `INSERT INTO user_signals (user_id, sample_id, interaction, collection_id, amount, at, event_id, pending)
             VALUES ($1, $2, 'dislike', '', 1, now(), $3, false)`,
      values: [userId, String(first!.sample_id), randomUUID()],
    });
    const forUser = (await ideasFor(4, `?user_id=${userId}`)).samples.map(({ sample_id }) => sample_id);
    expect(forUser).not.toContain(first!.sample_id);
    expect((await ideasFor(4)).samples[0]).toEqual(first);
  });

  test('can be filtered by features, also those that are rare among the nearest', async () => {
    await put(5, some('trap', 3));
    const answer = await ideasFor(5, '?genre=jazz&limit=20');
    expect(genresOf(answer)).toEqual(Array(20).fill('jazz'));
  });

  test('are explained feature by feature, and the parts sum to the score', async () => {
    await put(6, some('trap', 3));
    const [idea] = (await ideasFor(6, '?explain=1')).samples;
    const sum = idea!.features!.reduce((total, { similarity }) => total + similarity, 0);
    expect(sum).toBeCloseTo(idea!.parts!.similarity, 6);
  });
});

describe('ideas for given samples', () => {
  test('need no board; what is unknown has no say and is named', async () => {
    const { status, body } = await post({ sample_ids: [300, 301, 999_999], limit: 4 });
    expect([status, body.board_id, body.unknown_sample_ids]).toEqual([200, null, [999_999]]);
    expect(genresOf(body)).toEqual(Array(4).fill('jazz'));
  });

  test('take filters and a user in the body', async () => {
    const { body } = await post({ sample_ids: [300], limit: 5, user_id: 77, filters: { tempo: '80..90' }, explain: 1 });
    expect(body.samples).toHaveLength(5);
    for (const { sample_id } of body.samples) expect(80 + (Number(sample_id) % 40)).toBeLessThanOrEqual(90);
  });
});

describe('what cannot be answered is told where and why', () => {
  test.each([
    ['/v1/boards/123456/ideas', 404, 'NOT_FOUND', undefined],
    ['/v1/boards/x/ideas', 400, 'BODY_INVALID', '/params/board_id'],
    ['/v1/boards/1/ideas?limit=0', 400, 'BODY_INVALID', '/query/limit'],
    ['/v1/boards/1/ideas?user_id=x', 400, 'BODY_INVALID', '/query/user_id'],
    ['/v1/boards/1/ideas?colour=red', 400, 'BODY_INVALID', '/query/colour'],
    ['/v1/boards/1/ideas?tempo=fast', 400, 'BODY_INVALID', '/query/tempo'],
  ])('%s', async (path, status, code, place) => {
    const answer = await reader.get<Problem>(path);
    expect([answer.status, answer.body.code, answer.body.faults?.[0]?.path]).toEqual([status, code, place]);
  });

  test.each([
    [{}, '/body/sample_ids'],
    [{ sample_ids: [] }, '/body/sample_ids'],
    [{ sample_ids: Array.from({ length: 501 }, (_, id) => id) }, '/body/sample_ids'],
    [{ sample_ids: ['x'] }, '/body/sample_ids/0'],
    [{ sample_ids: [1], limit: 1.5 }, '/body/limit'],
    [{ sample_ids: [1], more: 1 }, '/body/more'],
    [{ sample_ids: [1], filters: { colour: 'red' } }, '/body/filters/colour'],
  ])('%j', async (body, place) => {
    const answer = await post(body);
    expect([answer.status, answer.body.code, answer.body.faults?.[0]?.path]).toEqual([400, 'BODY_INVALID', place]);
  });

  test('samples of which none is known', async () => {
    const { status, body } = await post({ sample_ids: [999_998] });
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });
});

describe('what users do together and creators', () => {
  test('bring ideas that no content would, each part of the score named; by=content leaves them out', async () => {
    await put(50, [100, 101]);
    await learned(310, { 100: 0.5, 101: 0.25 });
    await learned(100, { 310: 0.5 });
    await analyse(await nats.connect(), postgres.database, [
      { id: 399, creator: 101, metadata: { genero: ['polka'], tags: ['accordion'], bpm: 200 } },
    ]);
    const { samples } = await ideasFor(50, '?limit=10');
    const together = samples.find(({ sample_id }) => sample_id === 310)!;
    expect(together.parts!.coInteraction).toBeCloseTo(2 * 0.75, 1);
    const ofCreator = samples.find(({ sample_id }) => sample_id === 399)!;
    expect(ofCreator.parts!.creatorAffinity).toBeCloseTo(2 * Math.sqrt(0.5), 6);
    for (const { score, parts } of samples) {
      const { similarity, coInteraction, creatorAffinity } = parts!;
      expect(score).toBeCloseTo(similarity + coInteraction + creatorAffinity, 9);
    }
    const byContent = await ideasFor(50, '?limit=10&by=content');
    expect(genresOf(byContent)).toEqual(Array(10).fill('trap'));
    expect(byContent.samples.every(({ parts }) => parts === undefined)).toBe(true);
  });

  test('bring similar samples as well, as far as the definition weighs them', async () => {
    await learned(311, { 102: 0.5 });
    await learned(102, { 311: 0.5 });
    const similarTo = async (query: string) =>
      (await reader.get<SimilarAnswer>(`/v1/samples/102/similar${query}`)).body.samples.map(
        ({ sample_id }) => sample_id,
      );
    expect(await similarTo('?limit=5')).toContain(311);
    expect(await similarTo('?limit=5&by=content')).not.toContain(311);
  });
});
