import {
  annCandidates,
  type AskNearest,
  askOverHttp,
  askOverNats,
  type CandidateRequest,
  Circuit,
} from '@jophiel/candidates';
import { asScorer, countTerms, sourceOn, storeSamples, tasteFor } from '@jophiel/candidates/given-catalogue';
import { idsOf } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { type Candidate, type Listener, rankFeed, recallOf, scoringOptionsOf } from '@jophiel/scoring';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { domain } from '../test/given-ann.ts';
import { startAnn } from './app.ts';

const options = scoringOptionsOf(domain);
const now = new Date();
const WANTED = 10;
const genres = ['trap', 'polka', 'house', 'rock', 'jazz'];
const tags = ['dark', 'merry', 'slow', 'loud'];
const CREATORS = 8;

let postgres: GivenPostgres;
let nats: GivenNats;
let database: Database;
let transport: Transport;
let ann: RunningService;
let all: Candidate[];
let found: string[];

const samples = Array.from({ length: 400 }, (_, index) => ({
  sampleId: String(index + 1),
  creatorId: String(index % CREATORS),
  publishedAt: new Date(now.getTime() - ((index * 37) % 120) * 86_400_000),
  metadata: { genero: [genres[index % 5]!], tags: [tags[(index * 7) % 4]!], bpm: 80 + ((index * 13) % 90) },
}));

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  database = postgres.connect(asScorer);
  transport = await nats.connect();
  await storeSamples(postgres.database, samples);
  await countTerms(postgres.database);
  ann = await startAnn(
    givenEnvironment(
      { postgres, nats },
      {
        ANN_THREADS: '0',
      },
    ),
  );
  await eventually(async () => expect((await fetch(`${ann.url}/health/ready`)).status).toBe(200));
  await eventually(async () => transport.request('ann.nearest', '', 1_000));
  const keys = samples.map(({ sampleId }) => ({ sampleId, revision: 1 }));
  all = await sourceOn(database).cached.get(keys, options.layout.id);
});
afterAll(async () => {
  await ann?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});
beforeEach(() => (found = []));

function source(ask: AskNearest, perWanted = 1) {
  const { candidates, cached } = sourceOn(database);
  return annCandidates({
    ask,
    circuit: new Circuit({
      pauseMs: 60_000,
      maxPauseMs: 60_000,
      clock: () => performance.now(),
      onChange: (works) => found.push(works ? 'back' : 'away'),
    }),
    fallback: candidates,
    layout: options.layout.id,
    ids: idsOf(domain),
    cached,
    weights: options.weights,
    perWanted,
    now: () => now,
    onFound: () => found.push('ann'),
    onFallback: () => found.push('fallback'),
  });
}

const ranked = (listener: Listener, candidates: typeof all) =>
  rankFeed(listener, candidates, {
    calculator: options.calculator,
    popularity: new Map(),
    size: WANTED,
    now: now.getTime(),
  });

const listeners = fc.record({
  taste: fc
    .array(
      fc.tuple(fc.constantFrom(...genres), fc.constantFrom(...tags), fc.double({ min: 0.1, max: 1, noNaN: true })),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((likes) => {
      const sum = new Float32Array(options.layout.dimensions);
      for (const [genre, tag, weight] of likes)
        tasteFor({ genero: [genre], tags: [tag] }).forEach((value, at) => (sum[at]! += weight * value));
      const length = Math.hypot(...sum);
      return sum.map((value) => value / length);
    }),
  followedCreators: fc.uniqueArray(fc.integer({ min: 0, max: CREATORS - 1 }).map(String), { maxLength: 4 }),
  decided: fc.uniqueArray(fc.integer({ min: 1, max: 400 }).map(String), { maxLength: 150 }),
});

const listenerOf = ({
  taste,
  followedCreators,
  decided,
}: {
  taste: Float32Array;
  followedCreators: string[];
  decided: string[];
}): Listener => ({
  userId: 'someone',
  profileVersion: 1,
  taste,
  followedCreators: new Set(followedCreators),
  decided: new Set(decided),
});

test('el score que determina el orden: a feed by ScoreFinal alone is the feed of all samples, place by place', async () => {
  const candidates = source(askOverNats(transport, 5_000, domain.ids), 1.1);
  await fc.assert(
    fc.asyncProperty(listeners, async (about) => {
      const listener = listenerOf(about);
      const [list = []] = await candidates.find([
        { ...about, creators: about.followedCreators, decided: listener.decided, wanted: WANTED },
      ]);
      expect(ranked(listener, list)).toEqual(ranked(listener, all));
    }),
    { numRuns: 60 },
  );
  expect(new Set(found)).toEqual(new Set(['ann']));
}, 60_000);

test('the best by ScoreFinal among the candidates are the best of all, for any listener', async () => {
  const candidates = source(askOverNats(transport, 5_000, domain.ids));
  await fc.assert(
    fc.asyncProperty(listeners, async (about) => {
      const listener = listenerOf(about);
      const [list = []] = await candidates.find([
        { ...about, creators: about.followedCreators, decided: listener.decided, wanted: WANTED },
      ]);
      expect(new Set(list.map(({ sampleId }) => sampleId)).size).toBe(list.length);
      expect(list.length).toBeLessThanOrEqual(2 * WANTED);
      const truth = ranked(listener, all);
      const fromFew = ranked(listener, list);
      expect(recallOf(fromFew, truth)).toBe(1);
      truth.forEach(({ score }, place) => expect(fromFew[place]!.score).toBeCloseTo(score, 5));
    }),
    { numRuns: 60 },
  );
  expect(new Set(found)).toEqual(new Set(['ann']));
}, 60_000);

const request: CandidateRequest = {
  taste: tasteFor({ genero: ['trap'] }),
  creators: ['3'],
  decided: new Set(['1']),
  wanted: WANTED,
};

test('over HTTP the candidates are the same as over NATS', async () => {
  const [overNats, overHttp] = [askOverNats(transport, 5_000, domain.ids), askOverHttp(ann.url, 5_000)].map((ask) =>
    source(ask),
  );
  expect(await overHttp!.find([request])).toEqual(await overNats!.find([request]));
  expect(found).toEqual(['ann', 'ann']);
});

test('variety gets more candidates', async () => {
  const [few = []] = await source(askOverNats(transport, 5_000, domain.ids)).find([request]);
  const [many = []] = await source(askOverNats(transport, 5_000, domain.ids), 5).find([request]);
  expect(many.length).toBeGreaterThan(3 * few.length);
});

test('a sample that was removed a moment ago is excluded, even if the index still has it', async () => {
  const [[first] = []] = await source(askOverNats(transport, 5_000, domain.ids)).find([request]);
  const hide = async (at: Date | null) =>
    postgres.database.execute({
      text: 'UPDATE sample_vectors SET removed_at = $2 WHERE sample_id = $1',
      values: [first!.sampleId, at],
    });
  await hide(now);
  const [list = []] = await source(askOverNats(transport, 5_000, domain.ids)).find([request]);
  expect(list.map(({ sampleId }) => sampleId)).not.toContain(first!.sampleId);
  await hide(null);
});

test('without a taste, or with another half-life, PostgreSQL finds the candidates, and no fallback is counted', async () => {
  const candidates = source(askOverNats(transport, 5_000, domain.ids));
  const [untasted = []] = await candidates.find([{ ...request, taste: undefined }]);
  expect(untasted.length).toBeGreaterThan(0);
  const weights = { ...options.weights, noveltyHalfLifeDays: 1 };
  const [decaying = []] = await candidates.find([{ ...request, weights }]);
  expect(decaying.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test.each([
  [
    'no process serves it',
    async () => askOverNats({ request: async () => transport.request('nobody', '', 1_000) }, 1_000, domain.ids),
  ],
  ['its address is wrong', async () => askOverHttp('http://127.0.0.1:9', 1_000)],
  ['the answer is invalid', async () => askOverNats({ request: async () => Buffer.from('{}') }, 1_000, domain.ids)],
  ['another service answers there', async () => askOverHttp(`${ann.url}/metrics?`, 1_000)],
  [
    'it does not serve the layout',
    async (): Promise<AskNearest> => async (body) =>
      askOverNats(transport, 5_000, domain.ids)({ ...body, layout: 'another' }),
  ],
])(
  'when %s, PostgreSQL is the fallback, one change is reported, and the next request does not wait',
  async (_, asking) => {
    let asked = 0;
    const ask = await asking();
    const candidates = source(async (body) => {
      asked += 1;
      return ask(body);
    });
    const [list = []] = await candidates.find([request]);
    expect(list.length).toBeGreaterThan(0);
    expect(list.map(({ sampleId }) => sampleId)).not.toContain('1');
    await candidates.find([request]);
    expect(found).toEqual(['away', 'fallback', 'fallback']);
    expect(asked).toBe(1);
  },
);
