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

/** The definition with other features. */
const changed = (features: DomainDefinition['features']): DomainDefinition => ({ ...domain, features });
/** One in which these metadata say nothing, as when another platform's definition is started by mistake. */
const films = loadDefinition('films');
const withoutTempo = changed(domain.features.filter(({ name }) => name !== 'tempo'));

/** Makes all vectors anew for a definition. @returns the events that were stored for it, as name and sample */
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

test('after a change of the features every vector is made anew from the stored metadata, and told', async () => {
  const [one, copy, gone] = [someId(), someId(), someId()];
  await analyse(database, analysis(one, trap), analysis(copy, copyOf(one)), analysis(gone, jazz));
  await remove(database, deletion(gone, { minute: 1 }));
  const fresh = vectoriserOf(withoutTempo);
  const events = await startedWith(withoutTempo);
  for (const [id, metadata] of [
    [one, trap],
    [copy, copyOf(one)],
    [gone, jazz],
  ] as const)
    expect((await sampleOf(database, id))!.analysis).toMatchObject(
      (({ vector, layout: made, features }) => ({ vector, layout: made, features, metadata }))(fresh(metadata)!),
    );
  expect(events).toMatchObject([
    ['sample.vectorized', { sample_id: one, first: false, layout: layoutOf(withoutTempo.features).id }],
    ['sample.vectorized', { sample_id: copy, duplicate_of: one }],
  ]);
  expect(await startedWith(withoutTempo)).toEqual([]);
});

test('nothing is done when the layout is the same', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap), analysis(someId(), { title: 'Draft' }));
  const before = await sampleOf(database, one);
  expect(await startedWith(domain)).toEqual([]);
  expect(await sampleOf(database, one)).toEqual(before);
});

test('more samples than one transaction takes are all made anew', async () => {
  await analyse(database, ...Array.from({ length: 1_201 }, () => analysis(someId(), trap)));
  expect(await startedWith(withoutTempo)).toHaveLength(1_201);
  const rows = await postgres.database.query({ text: 'SELECT DISTINCT layout FROM sample_vectors' });
  expect(rows).toEqual([{ layout: layoutOf(withoutTempo.features).id }]);
});

test('a service that stops leaves the rest for its next start', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap));
  expect(await startedWith(withoutTempo, AbortSignal.abort())).toEqual([]);
  expect((await sampleOf(database, one))!.analysis!.layout).toBe(layout);
  expect(await startedWith(withoutTempo)).toHaveLength(1);
});

test('samples that the new features find nothing in are taken out, and come back when features find them again', async () => {
  const one = someId();
  await analyse(database, analysis(one, trap));
  expect(await startedWith(films)).toEqual([['sample.removed', { sample_id: one }]]);
  expect(await isListed(database, one)).toBe(false);
  expect(await startedWith(films)).toEqual([]);
  await analyse(database, analysis(one, { casiel_status: 'failed' }, { minute: 1 }));
  expect(await startedWith(domain)).toMatchObject([['sample.vectorized', { sample_id: one, first: true }]]);
  expect((await sampleOf(database, one))!.analysis!.vector).toEqual(vectorise(trap)!.vector);
  expect(await isListed(database, one)).toBe(true);
});

test('terms follow the features: those of a feature that is gone are counted no more', async () => {
  await analyse(database, analysis(someId(), { genero: ['trap'], tags: ['rainy'] }));
  expect(await termsLike(database, 'rainy')).toHaveLength(1);
  await startedWith(changed(domain.features.filter(({ name }) => name !== 'tags')));
  expect(await termsLike(database, 'rainy')).toEqual([]);
  expect(await termsLike(database, 'trap')).toMatchObject([{ samples: 1 }]);
});

test('a term that the vocabulary took in is a known one from then on, as the vocabulary writes it', async () => {
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
