import {
  countTerms,
  described,
  domain,
  type GivenSample,
  now,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '@jophiel/candidates/given-catalogue';
import { startAnn } from '@jophiel/ann/app';
import { annNearest, askOverHttp, Circuit } from '@jophiel/candidates';
import { idsOf } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type Executor, plannerSettings } from '@jophiel/postgres';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import { armsOf } from '@jophiel/scoring';
import { dotDense } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passes } from '../../lists/core/filters.ts';
import { filterParser } from '../../lists/core/parse-filters.ts';
import { isCopy } from '../core/copies.ts';
import { titleOf } from '../core/title-of.ts';
import { findByTokens } from '../statements/find-by-tokens.ts';
import { findNearest, type NearestContext } from './find-nearest.ts';

const SAMPLES = 8_000;
const parse = filterParser(domain.features);
const filtersOf = (given: Record<string, string>) => parse(given, { path: '/query' });

let postgres: GivenPostgres;
let nats: GivenNats;
let ann: RunningService | undefined;
let context: NearestContext;
const contexts = {} as Record<Source, NearestContext>;
type Source = 'postgres' | 'ann';
/** How many searches the ann service did, and how many it should have done. */
let asked = { found: 0, fallbacks: 0 };
const unlisted = new Set<string>();
/** Names of the statements that were run. */
let statements: (string | undefined)[] = [];
const samples = samplesOfAPlatform();
const vectors = samples.map(({ metadata }) => described(metadata).vector);

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const { database } = postgres;
  for (let start = 0; start < SAMPLES; start += 2_000)
    await storeSamples(database, samples.slice(start, start + 2_000));
  await database.execute({
    text: `INSERT INTO sample_metadata SELECT sample_id, metadata, now(), gen_random_uuid()
           FROM unnest($1::text[], $2::jsonb[]) AS sample (sample_id, metadata)`,
    values: [samples.map(({ sampleId }) => sampleId), samples.map(({ metadata }) => JSON.stringify(metadata))],
  });
  await countTerms(database);
  await database.execute({ text: 'VACUUM ANALYZE' });
  const connected = postgres.connect({ role: 'jophiel_feed_api', serverSettings: plannerSettings });
  const { knowledge, cached, candidates } = sourceOn(connected);
  const noting: Executor = {
    query: async (statement) => {
      statements.push(statement.name);
      return connected.query(statement);
    },
    execute: async (statement) => connected.execute(statement),
  };
  ann = await startAnn(
    givenEnvironment(
      { postgres, nats },
      {
        ANN_THREADS: '0',
      },
    ),
  );
  const { url } = ann;
  await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), 30_000);
  const layout = options.layout.id;
  const byAnn = annNearest({
    ask: askOverHttp(url, 10_000),
    circuit: new Circuit({ pauseMs: 60_000, maxPauseMs: 60_000, clock: () => 0, onChange: () => {} }),
    layout,
    ids: idsOf(domain),
    cached,
    now: () => now,
    onFound: () => (asked.found += 1),
    onFallback: () => (asked.fallbacks += 1),
  });
  const common = {
    database: noting,
    domain,
    arms: armsOf(domain),
    postgres: candidates,
    cachedCandidates: cached,
    catalogue: knowledge.catalogue,
    unlisted: { has: (sampleId: string) => unlisted.has(sampleId), revision: 0 },
    now: () => now,
  };
  contexts.postgres = { ...common, nearest: undefined };
  contexts.ann = { ...common, nearest: byAnn };
});
afterAll(async () => {
  await ann?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

function samplesOfAPlatform(): GivenSample[] {
  const about = { users: 10, samples: SAMPLES, interactions: 0, seed: 5, now: now.getTime() };
  return [...new ImaginaryPlatform(domain, about).samples()].map(({ event_timestamp, payload }) => {
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

/** What is nearest, by looking at everything. */
function naive(seed: number, given: Record<string, string>, limit: number): { sampleId: string; similarity: number }[] {
  const filters = filtersOf(given);
  const taste = tasteFor(samples[seed]!.metadata);
  const titled = samples
    .map(({ sampleId, creatorId, metadata }, index) => ({
      sampleId,
      creatorId: creatorId!,
      publishedAt: 0,
      vector: vectors[index]!,
      metadata,
      title: titleOf(domain, metadata),
      similarity: dotDense(vectors[index]!, taste),
    }))
    .filter(({ metadata, similarity }, index) => index !== seed && similarity > 0 && passes(filters, metadata))
    .sort((a, b) => b.similarity - a.similarity || (a.sampleId < b.sampleId ? -1 : 1));
  const chosen: typeof titled = [];
  for (const one of titled) if (chosen.length < limit && !chosen.some((other) => isCopy(one, other))) chosen.push(one);
  return chosen;
}

const nearestTo = async (seed: number, given: Record<string, string>, limit: number) =>
  findNearest(
    {
      vector: tasteFor(samples[seed]!.metadata),
      limit,
      exclude: new Set([samples[seed]!.sampleId]),
      filters: filtersOf(given),
    },
    context,
  );

const seeds = [3, 500, 1_234, 4_321, 7_777];
const someGenre = (samples[9]!.metadata['genero'] as string[])[0]!;

describe.each(['postgres', 'ann'] as const)('by %s', (source) => {
  beforeAll(() => {
    context = contexts[source];
    asked = { found: 0, fallbacks: 0 };
  });
  afterAll(() => {
    if (source === 'ann') expect(asked).toEqual({ found: expect.any(Number), fallbacks: 0 });
    expect(asked.found > 0).toBe(source === 'ann');
  });

  test('without filters nearly all of the true nearest are found, and they are exactly ordered', async () => {
    let hits = 0;
    for (const seed of seeds) {
      const found = await nearestTo(seed, {}, 50);
      const expected = naive(seed, {}, 50);
      expect(found).toHaveLength(50);
      expect(found.map(({ similarity }) => similarity)).toEqual(
        found.map(({ similarity }) => similarity).toSorted((a, b) => b - a),
      );
      const last = Math.min(...expected.map(({ similarity }) => similarity)) - 1e-6;
      hits += found.filter(({ similarity }) => similarity >= last).length;
    }
    expect(hits / (50 * seeds.length)).toBeGreaterThanOrEqual(source === 'ann' ? 1 : 0.95);
  });

  describe.each([
    ['a narrow range', { tempo: '119..121' }],
    ['one genre', { genre: someGenre }],
    ['a genre in a key', { genre: someGenre, key: 'C minor~1' }],
  ])('with %s', (_, given) => {
    test('exactly the nearest of those that pass are found', async () => {
      for (const seed of seeds) {
        const found = await nearestTo(seed, given, 20);
        const expected = naive(seed, given, 20);
        expect(expected.length).toBeGreaterThan(5);
        expect(found.map(({ sampleId }) => sampleId)).toEqual(expected.map(({ sampleId }) => sampleId));
      }
    });
  });

  test('with a filter that most samples pass there are as many as are wanted, and each passes', async () => {
    const given = { tempo: '60..200', type: 'loop,one shot' };
    const filters = filtersOf(given);
    const metadataOf = new Map(samples.map(({ sampleId, metadata }) => [sampleId, metadata]));
    for (const seed of seeds) {
      const found = await nearestTo(seed, given, 100);
      expect(found).toHaveLength(100);
      for (const { sampleId } of found) expect(passes(filters, metadataOf.get(sampleId)!)).toBe(true);
    }
  });

  test('what is excluded or unlisted is not found, and does not leave fewer', async () => {
    const all = await nearestTo(3, {}, 30);
    for (const { sampleId } of all.slice(0, 10)) unlisted.add(sampleId);
    const exclude = new Set([samples[3]!.sampleId, ...all.slice(10, 20).map(({ sampleId }) => sampleId)]);
    const vector = tasteFor(samples[3]!.metadata);
    const found = await findNearest({ vector, limit: 30, exclude, filters: filtersOf({}) }, context);
    unlisted.clear();
    expect(found).toHaveLength(30);
    expect(found.slice(0, 10).map(({ sampleId }) => sampleId)).toEqual(all.slice(20).map(({ sampleId }) => sampleId));
  });

  test('where hardly anything passes, all are looked through in a few reads', async () => {
    statements = [];
    expect(await nearestTo(3, { tempo: '119.0001..119.0002' }, 1)).toEqual([]);
    expect(statements.filter((name) => name === 'load-metadata').length).toBeLessThan(15);
  });
});

test('samples are found by their tokens through the index', async () => {
  const plan: string[] = [];
  const explaining: Executor = {
    async query({ text, values = [] }) {
      const rows = await postgres.database.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values });
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      return [];
    },
    execute: async () => 0,
  };
  const groups = filtersOf({ genre: someGenre, tempo: '119..121' }).conditions.map(({ tokens }) => tokens);
  await findByTokens(explaining, groups, { layout: options.layout.id, limit: 5_000 });
  expect(plan.join('\n')).toContain('sample_vectors_features_idx');
  expect(plan.join('\n')).not.toContain('Seq Scan');
});

test('while the ann service is away PostgreSQL finds the same', async () => {
  context = contexts.ann;
  const given = { genre: someGenre, key: 'C minor~1' };
  const before = await nearestTo(500, given, 20);
  await ann?.stop();
  ann = undefined;
  asked = { found: 0, fallbacks: 0 };
  expect(await nearestTo(500, given, 20)).toEqual(before);
  expect(await nearestTo(500, {}, 20)).toHaveLength(20);
  expect(asked).toEqual({ found: 0, fallbacks: 2 });
});
