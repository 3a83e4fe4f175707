import { type DomainDefinition, loadDefinition } from '@jophiel/domain';
import { Outbox } from '@jophiel/messaging';
import { openLogs, openMetrics, openTimings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { layoutOf } from '@jophiel/vectors';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  analyse,
  analysis,
  copyOf,
  deletion,
  domain,
  isListed,
  jazz,
  layout,
  now,
  remove,
  sampleOf,
  someId,
  tables,
  termsLike,
  trap,
  vectorise,
} from '../../test/given-samples.ts';
import { vectoriserOf } from '../core/vectoriser.ts';
import { revectoriseAll } from './revectorise.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let database: Database;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  database = postgres.connect({ role: 'jophiel_vectorizer' });
});
afterAll(async () => {
  await Promise.all([postgres.remove(), nats.remove()]);
});
beforeEach(async () => {
  await postgres.database.execute({
    text: 'TRUNCATE sample_vectors, sample_metadata, feature_terms, vectorizer_outbox, vectorizer_inbox',
  });
});

const changed = (features: DomainDefinition['features']): DomainDefinition => ({ ...domain, features });
/** A definition whose features find nothing in these metadata, as when the wrong platform's is started by mistake. */
const films = loadDefinition('films');
const excludeTempo = changed(domain.features.filter(({ name }) => name !== 'tempo'));

/** Rebuilds all vectors for a definition. @returns its stored events, as name and sample */
async function startedWith(definition: DomainDefinition, signal = new AbortController().signal) {
  const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
  const logger = await logs.feature('test');
  const outbox = new Outbox({
    database,
    tables,
    transport,
    onFailure: (error) => {
      throw error;
    },
  });
  await postgres.database.execute({ text: 'TRUNCATE vectorizer_outbox' });
  const options = { vectorise: vectoriserOf(definition), layout: layoutOf(definition.features).id };
  const timings = openTimings(openMetrics('test'), logger);
  await revectoriseAll({ ...options, database, outbox, logger, timings, now: () => now }, signal);
  await outbox.settled();
  const rows = await postgres.database.query<{ subject: string; body: string }>({
    text: `SELECT subject, line AS body FROM vectorizer_outbox, string_to_table(body, E'\\n') AS line
           ORDER BY subject, line::jsonb -> $1 ->> $2`,
    values: ['payload', 'sample_id'],
  });
  return rows.map(({ subject, body }) => {
    const { payload } = JSON.parse(body) as { payload: { sample_id: string; first?: boolean; layout?: string } };
    return [subject, payload] as const;
  });
}

test('a change of the features rebuilds every vector from the stored metadata, and publishes it', async () => {
  const [one, copy, removed] = [someId(), someId(), someId()];
  await analyse(database, analysis(one, trap), analysis(copy, copyOf(one)), analysis(removed, jazz));
  await remove(database, deletion(removed, { minute: 1 }));
  const fresh = vectoriserOf(excludeTempo);
  const events = await startedWith(excludeTempo);
  for (const [id, metadata] of [
    [one, trap],
    [copy, copyOf(one)],
    [removed, jazz],
  ] as const)
    expect((await sampleOf(database, id))!.analysis).toMatchObject(
      (({ vector, layout: made, features }) => ({ vector, layout: made, features, metadata }))(fresh(metadata)),
    );
  expect(events).toMatchObject([
    ['sample.vectorized', { sample_id: one, first: false, layout: layoutOf(excludeTempo.features).id }],
    ['sample.vectorized', { sample_id: copy, duplicate_of: one }],
  ]);
  expect(await startedWith(excludeTempo)).toEqual([]);
});

test('nothing changes when the layout is the same', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap), analysis(someId(), { title: 'Draft' }));
  const before = await sampleOf(database, one);
  expect(await startedWith(domain)).toEqual([]);
  expect(await sampleOf(database, one)).toEqual(before);
});

test('rebuilds more samples than one transaction takes', async () => {
  await analyse(database, ...Array.from({ length: 1_201 }, () => analysis(someId(), trap)));
  expect(await startedWith(excludeTempo)).toHaveLength(1_201);
  const rows = await postgres.database.query({ text: 'SELECT DISTINCT layout FROM sample_vectors' });
  expect(rows).toEqual([{ layout: layoutOf(excludeTempo.features).id }]);
});

test('a service that stops continues at its next start', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap));
  expect(await startedWith(excludeTempo, AbortSignal.abort())).toEqual([]);
  expect((await sampleOf(database, one))!.analysis!.layout).toBe(layout);
  expect(await startedWith(excludeTempo)).toHaveLength(1);
});

test('samples in which the new features find nothing stay listed without a direction, until features match again', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap));
  expect(await startedWith(films)).toMatchObject([['sample.vectorized', { sample_id: one, first: false }]]);
  expect((await sampleOf(database, one))!.analysis!.vector.indices).toHaveLength(0);
  expect(await isListed(database, one)).toBe(true);
  expect(await startedWith(films)).toEqual([]);
  await analyse(database, analysis(one, { casiel_status: 'failed' }, { minute: 1 }));
  expect(await startedWith(domain)).toMatchObject([['sample.vectorized', { sample_id: one, first: false }]]);
  expect((await sampleOf(database, one))!.analysis!.vector).toEqual(vectorise(trap).vector);
  expect(await isListed(database, one)).toBe(true);
});

test('terms of a removed feature are no longer counted', async () => {
  await analyse(database, analysis(someId(), { genero: ['trap'], tags: ['rainy'] }));
  expect(await termsLike(database, 'rainy')).toHaveLength(1);
  await startedWith(changed(domain.features.filter(({ name }) => name !== 'tags')));
  expect(await termsLike(database, 'rainy')).toEqual([]);
  expect(await termsLike(database, 'trap')).toMatchObject([{ samples: 1 }]);
});

test("a term added to the vocabulary becomes known, in the vocabulary's spelling", async () => {
  await analyse(database, analysis(someId(), { genero: ['Vapor-Wave'] }));
  await analyse(database, analysis(someId(), { genero: ['vaporwave'] }));
  expect(await termsLike(database, 'Vapor-Wave')).toMatchObject([{ known: false, samples: 2 }]);
  const learned = changed(
    domain.features.map((feature) =>
      feature.kind === 'terms' && feature.name === 'genre'
        ? { ...feature, vocabulary: [...feature.vocabulary, 'vaporwave'] }
        : feature,
    ),
  );
  await startedWith(learned);
  expect(await termsLike(database, 'Vapor-Wave')).toEqual([]);
  expect(await termsLike(database, 'vaporwave')).toMatchObject([{ known: true, samples: 2 }]);
});
