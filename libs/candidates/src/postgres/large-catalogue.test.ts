import { ImaginaryPlatform } from '@jophiel/generator';
import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { meanDirection } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asScorer,
  countTerms,
  DAY,
  described,
  domain,
  type GivenSample,
  now,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '../../test/given-catalogue.ts';
import type { Candidate } from '@jophiel/scoring';
import { planTokens, type TokenPlan } from '../token-plan.ts';
import { type Listener, rankFeed } from '@jophiel/scoring';
import { candidateStatement } from './statements/candidate-keys.ts';

const DESCRIPTIONS = 12_500;
const COPIES = 8;
const SAMPLES = DESCRIPTIONS * COPIES;
const AT_ONCE = 5_000;

let postgres: GivenPostgres;
let database: Database;
let source: ReturnType<typeof sourceOn>;
const samples: GivenSample[] = [];
const all: Candidate[] = [];

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
  source = sourceOn(database);
  samples.push(...describedSamples());
  // Building an index afterwards is much faster than filling it row by row.
  const [index] = await postgres.database.query<{ definition: string }>({
    text: `SELECT pg_get_indexdef('sample_vectors_features_idx'::regclass) AS definition`,
  });
  await postgres.database.execute({ text: 'DROP INDEX sample_vectors_features_idx' });
  for (let start = 0; start < samples.length; start += AT_ONCE)
    await storeSamples(postgres.database, samples.slice(start, start + AT_ONCE), COPIES);
  await postgres.database.execute({ text: index!.definition });
  await countTerms(postgres.database);
  await postgres.database.execute({ text: 'VACUUM ANALYZE sample_vectors' });
  for (const { sampleId, creatorId, publishedAt, metadata } of samples) {
    const { vector } = described(metadata);
    for (let copy = 0; copy < COPIES; copy++)
      all.push({
        sampleId: copy === 0 ? sampleId : `${sampleId}+${copy}`,
        creatorId: copy === 0 ? creatorId! : `${creatorId}+${copy}`,
        publishedAt: publishedAt!.getTime() - 10 * copy * DAY,
        vector,
      });
  }
});
afterAll(async () => postgres.remove());

function describedSamples(): GivenSample[] {
  const platform = new ImaginaryPlatform(domain, {
    users: 10,
    samples: DESCRIPTIONS,
    interactions: 0,
    seed: 11,
    now: now.getTime(),
  });
  return [...platform.samples()].map(({ event_timestamp, payload }) => {
    const { sample_id, creator_id, metadata } = payload as {
      sample_id: number;
      creator_id: number;
      metadata: Record<string, unknown>;
    };
    return {
      sampleId: String(sample_id),
      creatorId: String(creator_id),
      publishedAt: new Date(event_timestamp),
      metadata,
    };
  });
}

/** A listener who likes these samples equally. */
function listenerOf(liked: readonly GivenSample[], about: Partial<Listener> = {}): Listener {
  return {
    userId: 'u',
    profileVersion: 1,
    taste: meanDirection(
      liked.map(({ metadata }) => described(metadata).vector),
      options.layout.dimensions,
    ),
    followedCreators: new Set(),
    decided: new Set(liked.map(({ sampleId }) => sampleId)),
    ...about,
  };
}

/** Users who like the samples of one creator, or of two; every second user follows the first creator. */
function listeners(count: number): Listener[] {
  const byCreator = Map.groupBy(samples, ({ creatorId }) => creatorId!);
  const creators = [...byCreator].filter(([, own]) => own.length >= 6).slice(0, 2 * count);
  return Array.from({ length: count }, (_, index) => {
    const [[one, own], [, others]] = [creators[2 * index]!, creators[2 * index + 1]!];
    return listenerOf([...own.slice(0, 5), ...others.slice(0, index % 4)], {
      followedCreators: new Set(index % 2 === 0 ? [one] : []),
    });
  });
}

const rank = (listener: Listener, candidates: readonly Candidate[]) =>
  rankFeed(listener, candidates, {
    calculator: options.calculator,
    popularity: new Map(),
    size: options.feedSize,
    now: now.getTime(),
  });

/** The share of the true best 200 that is found. Samples that tie with the last one count. */
async function recallOf(listener: Listener): Promise<number> {
  const { taste, decided, followedCreators } = listener;
  const [candidates = []] = await source.candidates.find([
    {
      taste,
      decided,
      creators: [...followedCreators],
      wanted: options.feedSize,
    },
  ]);
  const exact = rank(listener, all);
  const found = rank(listener, candidates).filter(({ score }) => score >= exact.at(-1).score - 1e-6);
  return found.length / exact.length;
}

test(`of ${SAMPLES.toLocaleString('en')} samples, nearly all of the true best 200 are among the candidates`, async () => {
  const recalls: number[] = [];
  for (const listener of listeners(20)) recalls.push(await recallOf(listener));
  expect(recalls.reduce((sum, each) => sum + each, 0) / recalls.length).toBeGreaterThan(0.97);
  expect(Math.min(...recalls)).toBeGreaterThan(0.9);
});

test('recall holds for a taste that thousands match equally, and for one that hardly any sample matches', async () => {
  const broad = { genero: ['hip hop'] };
  const narrow = { genero: ['hip hop'], tags: ['a tag that nobody else uses'] };
  for (const metadata of [broad, narrow])
    expect(await recallOf(listenerOf([{ sampleId: 'liked', metadata }]))).toBeGreaterThan(0.95);
});

describe('the candidate statement uses indexes only', () => {
  /** The plan of the prepared statement, custom or generic. */
  const explain = async (plan: TokenPlan, mode: string): Promise<string> =>
    database.transaction(async (transaction) => {
      const limits = { overlapping: 2_000, followed: 2_000, newest: 200, trending: 200 };
      const order = { ...options.weights, now };
      const { text, values } = candidateStatement(plan, ['1', '2'], options.layout.id, limits, order);
      await transaction.execute({ text: `SET LOCAL plan_cache_mode = ${mode}` });
      await transaction.execute({ text: `PREPARE explained AS ${text}` });
      const rows = await transaction.query<{ 'QUERY PLAN': string }>({
        text: `EXPLAIN EXECUTE explained (${values!.map(literal).join(', ')})`,
      });
      await transaction.execute({ text: 'DEALLOCATE explained' });
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  test.each(['force_custom_plan', 'force_generic_plan'])('%s', async (mode) => {
    const catalogue = await source.knowledge.catalogue();
    const ordered = planTokens(catalogue, listeners(1)[0]!.taste!, options.feedSize);
    const unordered = planTokens(catalogue, tasteFor({ tags: ['tags 2'] }), 20);
    expect(ordered.essentialRows).toBeGreaterThan(4_000);
    expect(unordered.essentialRows).toBeLessThan(4_000);
    for (const plan of [ordered, unordered]) {
      const explained = await explain(plan, mode);
      expect(explained).toContain('Bitmap Index Scan on sample_vectors_features_idx');
      expect(explained).toContain('Scan using sample_vectors_published_at_idx');
      expect(explained).not.toContain('Seq Scan');
    }
  });
});

/** The SQL literal of a value. */
function literal(value: unknown): string {
  if (value instanceof Date) return `'${value.toISOString()}'`;
  if (Array.isArray(value))
    return `ARRAY[${value.map(literal).join(',')}]::${typeof value[0] === 'number' ? 'float8' : 'text'}[]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}
