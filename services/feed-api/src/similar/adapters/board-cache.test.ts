import type { BoardIdeasAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putOnBoard } from '../../../test/given-boards.ts';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, type GivenSample, removeSample, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

/** More samples of trap than a cached list has; the ids tell the genre. */
const genres = { trap: [1000, 130], salsa: [2000, 30], jazz: [3000, 30] } as const;
type Genre = keyof typeof genres;
const some = (genre: Genre, amount: number, from = 0) =>
  Array.from({ length: amount }, (_, index) => genres[genre][0] + from + index);
const genreOf = (id: number | string) => (['trap', 'salsa', 'jazz'] as const)[Math.floor(Number(id) / 1000) - 1];
const sample = (genre: Genre, id: number): GivenSample => ({
  id,
  metadata: { genero: [genre], tags: [`tag ${id % 7}`], bpm: 80 + (id % 40) },
});

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let environment: ReturnType<typeof environmentOf>;
let vectorizer: RunningService;
/** Two processes of one service, behind which the same table stands. */
let services: RunningService[];
let reader: Reader;
let other: Reader;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  environment = environmentOf(postgres, nats, 'audio');
  [vectorizer, ...services] = await Promise.all([
    startVectorizer(environment),
    startFeedApi(environment),
    startFeedApi(environment),
  ]);
  [reader, other] = [new Reader(services[0]!.url), new Reader(services[1]!.url)];
  transport = await nats.connect();
  const samples = (Object.keys(genres) as Genre[]).flatMap((genre) =>
    some(genre, genres[genre][1]).map((id) => sample(genre, id)),
  );
  await analyse(transport, postgres.database, samples);
});
afterAll(async () => {
  await Promise.all([vectorizer, ...services].map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
});

const put = async (boardId: number, sampleIds: readonly number[], amount = 1) =>
  putOnBoard(postgres.database, boardId, sampleIds, { amount });
const ideasFor = async (boardId: number, query = '', from = reader) =>
  (await from.get<BoardIdeasAnswer>(`/v1/boards/${boardId}/ideas${query}`)).body;
const idsOf = ({ samples }: BoardIdeasAnswer) => samples.map(({ sample_id }) => Number(sample_id));
const membersOf = ({ centres }: BoardIdeasAnswer) => centres.reduce((sum, { samples }) => sum + samples, 0);

/** Until an answer comes from the cache: asked twice, it was looked for once. */
async function cachedAnswer(boardId: number, query = '', from = reader): Promise<BoardIdeasAnswer> {
  let cached: BoardIdeasAnswer;
  await eventually(async () => {
    const first = await ideasFor(boardId, query, from);
    cached = await ideasFor(boardId, query, from);
    expect(cached.generated_at).toBe(first.generated_at);
  });
  return cached!;
}

/** Until a process looks for the ideas again. */
async function madeAgain(since: BoardIdeasAnswer, query = '', from = reader): Promise<BoardIdeasAnswer> {
  let answer: BoardIdeasAnswer;
  await eventually(async () => {
    answer = await ideasFor(Number(since.board_id), query, from);
    expect(Date.parse(answer.generated_at)).toBeGreaterThan(Date.parse(since.generated_at));
  });
  return answer!;
}

interface Row extends Record<string, unknown> {
  readonly generated_at: Date;
  readonly text: string;
}
const rowsOf = async ({ generated_at }: BoardIdeasAnswer) =>
  postgres.database.query<Row>({
    text: `SELECT generated_at, cached::text AS text FROM recommendation_cache AS cached
           WHERE kind = 'ideas' AND generated_at = $1`,
    values: [generated_at],
  });

describe('ideas for boards are made "bajo demanda y con caché"', () => {
  test('on demand: nothing is stored for a board until somebody asks', async () => {
    await put(1, some('jazz', 3));
    expect(await postgres.database.query({ text: 'SELECT FROM recommendation_cache' })).toEqual([]);
    const answer = await cachedAnswer(1);
    expect(await rowsOf(answer)).toHaveLength(1);
    expect(answer.samples).toHaveLength(20);
    for (const id of idsOf(answer)) expect(genreOf(id)).toBe('jazz');
  });

  test('with a cache: the second question has the answer of the first, and a metric counts it', async () => {
    const answersFromCache = async () => {
      const metrics = await (await fetch(`${services[0]!.url}/metrics`)).text();
      return Number(/^jophiel_cached_answers_total\{kind="ideas",cached="yes".*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
    };
    await put(2, some('jazz', 4));
    const first = await cachedAnswer(2);
    const before = await answersFromCache();
    expect(await ideasFor(2)).toEqual(first);
    expect(await answersFromCache()).toBe(before + 1);
  });

  test('any part of it is served, explained or not, also for the samples instead of the board', async () => {
    await put(3, [...some('trap', 4), ...some('salsa', 2)]);
    const all = await cachedAnswer(3, '?limit=100');
    const { generated_at, centres } = all;
    expect(centres).toEqual([{ samples: 4 }, { samples: 2 }]);
    expect(await ideasFor(3, '?limit=7')).toEqual({ ...all, samples: all.samples.slice(0, 7) });
    const explained = await ideasFor(3, '?limit=7&explain=1');
    expect(explained.generated_at).toBe(generated_at);
    for (const { score, features } of explained.samples)
      expect(features!.reduce((sum, { similarity }) => sum + similarity, 0)).toBeCloseTo(score, 6);
    const response = await fetch(`${services[0]!.url}/v1/boards/ideas`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sample_ids: [...some('salsa', 2), ...some('trap', 4), 2000], limit: 100 }),
    });
    expect(await response.json()).toEqual({ ...all, board_id: null });
  });

  test('after a restart: the table outlives the process that stored an answer, and another serves it', async () => {
    const stopped = await startFeedApi(environment);
    await put(4, some('jazz', 5));
    const stored = await cachedAnswer(4, '', new Reader(stopped.url));
    await stopped.stop();
    expect(await ideasFor(4, '', other)).toEqual(stored);
    // A process that starts now has not heard of the changes since, so it makes the answer again, for all.
    const started = await startFeedApi(environment);
    try {
      const again = await cachedAnswer(4, '', new Reader(started.url));
      expect(Date.parse(again.generated_at)).toBeGreaterThan(Date.parse(stored.generated_at));
      expect(await ideasFor(4, '', other)).toEqual(again);
    } finally {
      await started.stop();
    }
  });

  test('samples that have no vector are named in the cached answer too', async () => {
    await put(5, [...some('jazz', 2), 9999]);
    const answer = await cachedAnswer(5);
    expect(answer.unknown_sample_ids).toEqual([9999]);
    await analyse(transport, postgres.database, [sample('jazz', 9999)]);
    const { unknown_sample_ids, centres } = await madeAgain(answer);
    expect([unknown_sample_ids, centres]).toEqual([[], [{ samples: 3 }]]);
  });
});

describe('ideas "bajo demanda y con caché" are made again', () => {
  test('when an item joins the board, and when it leaves', async () => {
    await put(10, some('jazz', 6));
    const before = await cachedAnswer(10);
    await put(10, [3010]);
    const joined = await ideasFor(10);
    expect([membersOf(before), membersOf(joined), idsOf(joined).includes(3010)]).toEqual([6, 7, false]);
    await put(10, some('jazz', 6), 0);
    const left = await ideasFor(10, '?limit=100');
    expect(membersOf(left)).toBe(1);
    expect(idsOf(left)).toEqual(expect.arrayContaining(some('jazz', 3)));
    expect(new Set([before, joined, left].map(({ generated_at }) => generated_at)).size).toBe(3);
  });

  test('when a vector on the board changes, or goes', async () => {
    const added = [3100, 3101];
    await analyse(
      transport,
      postgres.database,
      added.map((id) => sample('jazz', id)),
    );
    await put(11, added);
    const before = await cachedAnswer(11);
    expect(new Set(idsOf(before).map(genreOf))).toEqual(new Set(['jazz']));
    const at = '2026-02-03T00:00:00.000Z';
    await analyse(
      transport,
      postgres.database,
      added.map((id) => ({ ...sample('salsa', id), at })),
    );
    await eventually(async () => expect(new Set(idsOf(await ideasFor(11)).map(genreOf))).toEqual(new Set(['salsa'])));
    const changed = await cachedAnswer(11);
    await removeSample(transport, 3100);
    await madeAgain(changed);
  });

  test('when a sample appears that belongs into a list, in the next answer of every process', async () => {
    await put(12, [...some('trap', 5), ...some('salsa', 3)]);
    const before = await cachedAnswer(12, '?limit=100');
    await cachedAnswer(12, '', other);
    // As near to the smaller of the two subjects as a sample can be.
    await analyse(transport, postgres.database, [{ ...sample('salsa', 2001), id: 2900 }]);
    for (const from of [reader, other])
      await eventually(async () => expect(idsOf(await ideasFor(12, '?limit=4', from))).toContain(2900));
    await madeAgain(before);
  });

  test('when a listed sample goes, which is in no answer from then on', async () => {
    await put(13, some('salsa', 3));
    const before = await cachedAnswer(13);
    const [nearest] = idsOf(before);
    await removeSample(transport, nearest!);
    for (const from of [reader, other])
      await eventually(async () => expect(idsOf(await ideasFor(13, '?limit=100', from))).not.toContain(nearest));
    const again = await madeAgain(before);
    expect(again.samples).toHaveLength(20);
  });

  test('when filters differ, each in an answer of its own', async () => {
    await put(14, some('trap', 7));
    const plain = await cachedAnswer(14);
    const filtered = await cachedAnswer(14, '?tempo=80..90&genre=salsa');
    expect(new Set(idsOf(filtered).map(genreOf))).toEqual(new Set(['salsa']));
    expect(await ideasFor(14, '?genre=salsa&tempo=80..90')).toEqual(filtered);
    expect(await ideasFor(14)).toEqual(plain);
    // Not by similarity, but by what a filter asks, the sample may not belong into the list any more.
    const [first] = idsOf(filtered);
    const at = '2026-02-03T00:00:00.000Z';
    const changed = sample('salsa', first!);
    await analyse(transport, postgres.database, [{ ...changed, at, metadata: { ...changed.metadata, bpm: 119 } }]);
    const again = await madeAgain(filtered, '?tempo=80..90&genre=salsa');
    expect(idsOf(again)).not.toContain(first);
  });

  test('when the layout of vectors differs', async () => {
    await put(15, some('trap', 8));
    const before = await cachedAnswer(15);
    await postgres.database.execute({
      text: `UPDATE recommendation_cache SET layout = 'another' WHERE generated_at = $1`,
      values: [before.generated_at],
    });
    const again = await ideasFor(15);
    expect(again.generated_at).not.toBe(before.generated_at);
    expect(again.samples).toEqual(before.samples);
  });

  test('and not when a sample appears that has nothing in common with the board', async () => {
    await put(16, some('trap', 9));
    const before = await cachedAnswer(16);
    await analyse(transport, postgres.database, [{ id: 9000, metadata: { genero: ['polka'], tags: ['accordion'] } }]);
    // A process that knows the new sample has received its event.
    await put(17, [9000]);
    await eventually(async () => expect((await ideasFor(17)).centres).toEqual([{ samples: 1 }]));
    expect(await ideasFor(16)).toEqual(before);
  });
});

describe('what depends on the user stays right with ideas "bajo demanda y con caché"', () => {
  const decides = async (userId: string, sampleIds: readonly number[]) =>
    storeListener(postgres.database, loadDefinition('audio'), userId, {
      signals: sampleIds.map((id) => ({ sampleId: String(id), interaction: 'dislike', at: new Date() })),
      at: new Date(),
    });

  test('decisions are excluded from the cached list of each subject, which keeps its share', async () => {
    await put(20, [...some('trap', 6), ...some('salsa', 3)]);
    const all = await cachedAnswer(20, '?limit=30');
    const trap = idsOf(all).filter((id) => genreOf(id) === 'trap');
    const userId = someUser();
    await decides(userId, trap.slice(0, 10));
    const forUser = await ideasFor(20, `?limit=15&user_id=${userId}`);
    expect(forUser.generated_at).toBe(all.generated_at);
    expect(idsOf(forUser).filter((id) => genreOf(id) === 'trap')).toEqual(trap.slice(10, 20));
    expect(idsOf(forUser).filter((id) => genreOf(id) === 'salsa')).toHaveLength(5);
    expect(await ideasFor(20, '?limit=30')).toEqual(all);
    const [row] = await rowsOf(all);
    expect(row!.text).not.toContain(userId);
  });

  test('only a user who has decided on nearly all of a list gets items beyond it', async () => {
    await put(21, some('trap', 10));
    const all = await cachedAnswer(21, '?limit=100');
    expect(all.samples).toHaveLength(100);
    const userId = someUser();
    await decides(userId, idsOf(all).slice(0, 95));
    const forUser = await ideasFor(21, `?limit=20&user_id=${userId}`);
    expect(idsOf(forUser)).toHaveLength(20);
    const decided = new Set([...idsOf(all).slice(0, 95), ...some('trap', 10)]);
    for (const id of idsOf(forUser)) expect([genreOf(id), decided.has(id)]).toEqual(['trap', false]);
    expect(forUser.generated_at > all.generated_at).toBe(true);
    expect(await ideasFor(21, '?limit=100')).toEqual(all);
  });

  test('once the user of a board is erased there are no ideas for it, and no row tells that it was', async () => {
    const [userId, boardId] = [someUser(), 987_654_321];
    await putOnBoard(postgres.database, boardId, some('trap', 11), { userId });
    const answer = await cachedAnswer(boardId, `?user_id=${userId}`);
    const rows = await rowsOf(answer);
    expect(rows).toHaveLength(1);
    await postgres.database.execute({ text: 'DELETE FROM user_signals WHERE user_id = $1', values: [userId] });
    expect((await reader.get(`/v1/boards/${boardId}/ideas`)).status).toBe(404);
    for (const { text } of rows) for (const id of [userId, String(boardId)]) expect(text).not.toContain(id);
  });
});
