import { idsOf } from '@jophiel/domain';
import type { Database } from '@jophiel/postgres';
import { type Candidate, type Listener, rankFeed } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { decay, dotDense } from '@jophiel/vectors';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  DAY,
  domain,
  now,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '../../test/given-catalogue.ts';
import type { CandidateRequest } from '../candidate-source.ts';
import { annCandidates, type AnnCandidatesOptions } from './ann-candidates.ts';
import type { AskNearest } from './ask-nearest.ts';
import { Circuit } from './circuit.ts';

const SAMPLES = 400;
const WANTED = 12;
const genres = ['trap', 'techno', 'ambient', 'jazz'];
const textIds = idsOf({ ...domain, ids: 'string' });

let postgres: GivenPostgres;
let database: Database;
let all: Candidate[];

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  const samples = Array.from({ length: SAMPLES }, (_, index) => ({
    sampleId: `s${index}`,
    // Few creators own most of the samples.
    creatorId: `c${Math.floor((index * index) / 4_000)}`,
    publishedAt: new Date(now.getTime() - ((index * 37) % 200) * DAY),
    metadata: {
      genero: [genres[index % genres.length]!],
      emocion: [index % 3 ? 'dark' : 'happy'],
      bpm: 70 + (index % 90),
    },
  }));
  await storeSamples(postgres.database, samples);
  const keys = samples.map(({ sampleId }) => ({ sampleId, revision: 1 }));
  all = await sourceOn(database).cached.get(keys, options.layout.id);
});
afterAll(async () => postgres.remove());

/** A naive ann service over all samples. */
const naive: AskNearest = async ({ queries }) =>
  queries.map(({ vector, k, up_to_creators: limit, similarity, novelty, exclude = [], filter }) => {
    const bytes = Buffer.from(vector as string, 'base64');
    const taste = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const best = all
      .filter(
        ({ sampleId, creatorId }) => !exclude.includes(sampleId) && (filter?.creators?.includes(creatorId) ?? true),
      )
      .map(({ sampleId, creatorId, publishedAt, vector: own }) => {
        const score =
          similarity! * dotDense(own, taste) +
          novelty! * decay(Math.max(now.getTime() - publishedAt, 0), options.weights.noveltyHalfLifeDays);
        return { sampleId, creatorId, score };
      })
      .toSorted((a, b) => b.score - a.score)
      .slice(0, k);
    const creators = new Set<string>();
    const last = best.findIndex(({ creatorId }) => creators.add(creatorId).size === limit);
    return best.slice(0, last === -1 ? k : last + 1).map(({ sampleId }) => sampleId);
  });

function source(about: Partial<AnnCandidatesOptions> = {}) {
  const { candidates, cached } = sourceOn(database);
  const counts = { found: [] as number[], fallbacks: 0 };
  const found = annCandidates({
    ask: naive,
    circuit: new Circuit({ pauseMs: 60_000, maxPauseMs: 60_000, clock: () => 0, onChange: () => {} }),
    fallback: candidates,
    layout: options.layout.id,
    ids: textIds,
    cached,
    weights: options.weights,
    perWanted: SAMPLES / WANTED,
    now: () => now,
    onFound: (candidates) => void counts.found.push(candidates),
    onFallback: () => void (counts.fallbacks += 1),
    ...about,
  });
  return { ...found, counts };
}

const listeners: fc.Arbitrary<Listener> = fc.record({
  userId: fc.constantFrom('c0', 'c7', 'somebody'),
  profileVersion: fc.constant(1),
  taste: fc.array(fc.constantFrom(...genres), { minLength: 1, maxLength: 3 }).map((genero) => tasteFor({ genero })),
  followedCreators: fc
    .uniqueArray(
      fc.integer({ min: 0, max: 40 }).map((number) => `c${number}`),
      { maxLength: 3 },
    )
    .map((ids) => new Set(ids)),
  decided: fc
    .uniqueArray(
      fc.integer({ min: 0, max: SAMPLES - 1 }).map((number) => `s${number}`),
      { maxLength: 40 },
    )
    .map((ids) => new Set(ids)),
});
const rules = fc.record(
  {
    hideOwnItems: fc.boolean(),
    creatorCap: fc.constant({ most: 2, window: 5 }),
    creatorDecay: fc.constantFrom({ factor: 0.5 }, { factor: 0.95 }),
  },
  { requiredKeys: ['creatorDecay'] },
);

const requestOf = ({ taste, followedCreators, decided }: Listener): CandidateRequest => ({
  taste,
  creators: [...followedCreators],
  decided,
  wanted: WANTED,
});

test('with rules per creator, a feed from creatorsPerWanted candidates equals the feed from all samples', async () => {
  const { find, counts } = source({ creatorsPerWanted: 1.1 });
  await fc.assert(
    fc.asyncProperty(fc.array(listeners, { minLength: 1, maxLength: 5 }), rules, async (some, variety) => {
      const ranking = {
        calculator: options.calculator,
        popularity: new Map(),
        variety,
        size: WANTED,
        now: now.getTime(),
      };
      const lists = await find(some.map(requestOf));
      some.forEach((listener, index) => {
        const truth = rankFeed(listener, all, ranking).map(({ score }) => score);
        const scores = rankFeed(listener, lists[index]!, ranking).map(({ score }) => score);
        expect(scores).toHaveLength(WANTED);
        truth.forEach((score, place) => expect(scores[place]).toBeCloseTo(score, 9));
      });
    }),
    { numRuns: 60 },
  );
  expect(Math.min(...counts.found)).toBeLessThan(SAMPLES / 4);
});

test('a sample that was removed a moment ago, and is still named, costs no place', async () => {
  const listener = { userId: 'somebody', profileVersion: 1, taste: tasteFor({ genero: ['trap'] }) };
  const request = { ...listener, creators: [], decided: new Set<string>(), wanted: WANTED };
  const ranking = {
    calculator: options.calculator,
    popularity: new Map(),
    variety: { creatorDecay: { factor: 0.5 } },
    size: WANTED,
    now: now.getTime(),
  };
  const ranked = (candidates: readonly Candidate[]) =>
    rankFeed({ ...request, followedCreators: new Set() }, candidates, ranking).map(({ score }) => score);
  const [best] = rankFeed({ ...request, followedCreators: new Set() }, all, ranking);
  await change(postgres.database, best!.sampleId, 'removed_at = now()');
  const [list = []] = await source({ creatorsPerWanted: 1.1 }).find([request]);
  await change(postgres.database, best!.sampleId, 'removed_at = NULL');
  const others = all.filter(({ sampleId }) => sampleId !== best!.sampleId);
  expect(list).not.toContainEqual(expect.objectContaining({ sampleId: best!.sampleId }));
  expect(ranked(list)).toEqual(ranked(others));
  expect(ranked(list)).toHaveLength(WANTED);
});

describe('many requests at once', () => {
  const request = { creators: [], decided: new Set<string>(), wanted: WANTED };
  const trap = { ...request, taste: tasteFor({ genero: ['trap'] }) };
  const jazz = { ...request, taste: tasteFor({ genero: ['jazz'] }), creators: ['c3'] };
  const untasted = { ...request, taste: undefined };

  test('each answer is the same as alone, from ann or from the fallback', async () => {
    const { find } = source();
    const requests = [jazz, untasted, trap, jazz, untasted];
    const alone = [];
    for (const one of requests) alone.push(...(await find([one])));
    expect(await find(requests)).toEqual(alone);
    expect(await find([])).toEqual([]);
  });

  test('requests for the ann service count as fallbacks while it does not answer', async () => {
    const away = source({ ask: async () => Promise.reject(new Error('away')) });
    const lists = await away.find([jazz, untasted, trap]);
    expect(lists.every(({ length }) => length > 0)).toBe(true);
    expect(away.counts).toEqual({ found: [], fallbacks: 2 });
  });
});
