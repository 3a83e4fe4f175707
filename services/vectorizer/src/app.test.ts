import { randomUUID } from 'node:crypto';
import { loadDefinition } from '@jophiel/domain';
import type { RunningService } from '@jophiel/service';
import {
  eventually,
  givenEnvironment,
  type GivenNats,
  givenNats,
  type GivenPostgres,
  givenPostgres,
} from '@jophiel/testing';
import { layoutOf } from '@jophiel/vectors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyOf, layout, sampleOf, someId, trap, vectorise } from '../test/given-samples.ts';
import { startVectorizer } from './app.ts';
import { vectoriserOf } from './core/vectoriser.ts';

interface Fact {
  readonly event_name: string;
  readonly correlation_id: string;
  readonly payload: { readonly sample_id: string };
}

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Awaited<ReturnType<GivenNats['connect']>>;
let vectorizer: RunningService;
const facts: Fact[] = [];

const environment = (more: Record<string, string> = {}) => givenEnvironment({ postgres, nats }, more);

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  for (const subject of ['sample.vectorized', 'sample.removed'])
    await transport.follow(subject, (body) => facts.push(JSON.parse(Buffer.from(body).toString())));
  vectorizer = await startVectorizer(environment());
});
afterAll(async () => {
  await vectorizer?.stop();
  await Promise.all([postgres.remove(), nats.remove()]);
});

/** Each with its own message id, so that the broker does not drop repeats. */
async function publish(subject: string, payload: object, event_id: string = randomUUID()): Promise<string> {
  const event = { event_name: subject, event_id, event_timestamp: '2026-03-01T12:00:00Z', source: 'analyser', payload };
  const [receipt] = await transport.publish([{ subject, id: randomUUID(), body: JSON.stringify(event) }]);
  expect(receipt).toBeDefined();
  return event_id;
}

const told = (sampleId: string) =>
  facts
    .filter(({ payload }) => payload.sample_id === sampleId)
    .map(({ event_name, correlation_id }) => [event_name, correlation_id]);

const answer = async (path: string, of = vectorizer) => {
  const response = await fetch(`${of.url}${path}`);
  return { code: response.status, ...((await response.json()) as object) };
};

test('a service with all its parts is live and ready', async () => {
  expect(await answer('/health/live')).toEqual({ code: 200, status: 'ok', service: 'vectorizer', checks: {} });
  await eventually(async () =>
    expect(await answer('/health/ready')).toMatchObject({
      code: 200,
      checks: { database: { ok: true }, broker: { ok: true }, consumers: { ok: true } },
    }),
  );
});

test("an analysis becomes the sample's vector, and is published", async () => {
  const id = someId();
  const eventId = await publish('sample.analyzed', { sample_id: Number(id), creator_id: 7, metadata: trap });
  await eventually(() => expect(told(id)).toEqual([['sample.vectorized', eventId]]));
  expect(await sampleOf(postgres.database, id)).toMatchObject({
    creatorId: '7',
    analysis: { vector: vectorise(trap).vector, layout },
  });
  await eventually(async () =>
    expect(await answer('/v1/terms?feature=genre')).toMatchObject({
      terms: expect.arrayContaining([expect.objectContaining({ label: 'trap', known: true })]),
    }),
  );
});

test('a repeated event is handled once, with or without dashes in its id', async () => {
  const [id, eventId] = [someId(), randomUUID()];
  const label = `wonk ${id}`;
  const payload = { sample_id: Number(id), creator_id: 7, metadata: { genero: [label] } };
  await publish('sample.analyzed', payload, eventId);
  await publish('sample.analyzed', payload, eventId.replaceAll('-', ''));
  await publish('sample.analyzed', payload, eventId);
  const last = someId();
  await publish('sample.analyzed', { ...payload, sample_id: Number(last) });
  await eventually(() => expect(told(last)).toHaveLength(1));
  expect(told(id)).toEqual([['sample.vectorized', eventId]]);
  expect(await answer('/v1/terms?known=false')).toMatchObject({ terms: [{ label, samples: 2 }] });
});

test('a deleted original is replaced by its duplicate', async () => {
  const [original, copy] = [someId(), someId()];
  await publish('sample.analyzed', { sample_id: Number(original), creator_id: 7, metadata: trap });
  await publish('sample.analyzed', { sample_id: Number(copy), creator_id: 8, metadata: copyOf(original) });
  await eventually(() => expect(told(copy)).toHaveLength(1));
  expect(await sampleOf(postgres.database, copy)).toMatchObject({ duplicateOf: original });
  const deletion = await publish('sample.deleted', { sample_id: original });
  await eventually(() => expect(told(copy)).toHaveLength(2));
  await eventually(() => expect(told(original).at(-1)).toEqual(['sample.removed', deletion]));
  expect(await sampleOf(postgres.database, copy)).not.toHaveProperty('duplicateOf');
});

test.each([
  ['has an id of the wrong kind', { sample_id: 'abc', creator_id: 7, metadata: {} }],
  ['has no metadata', { sample_id: 5, creator_id: 7 }],
])('an event that %s becomes a dead letter; the next one is handled', async (_, payload) => {
  const eventId = await publish('sample.analyzed', payload);
  const id = someId();
  await publish('sample.analyzed', { sample_id: Number(id), creator_id: 7, metadata: trap });
  await eventually(() => expect(told(id)).toHaveLength(1));
  expect(
    await postgres.database.query({
      text: 'SELECT consumer, code FROM vectorizer_dead_letters WHERE convert_from(body, $1) LIKE $2',
      values: ['UTF8', `%${eventId}%`],
    }),
  ).toEqual([{ consumer: 'vectorizer-sample-analyzed', code: 'EVENT_INVALID' }]);
});

test('a restart with another definition serves another platform and rebuilds the vectors', async () => {
  await vectorizer.stop();
  const film = {
    title: 'Heat',
    genres: ['Crime', 'Drama'],
    year: 1995,
    runtime_minutes: 170,
    language: 'English',
    directors: ['Michael Mann'],
  };
  const id = `tt-${randomUUID()}`;
  const films = loadDefinition('films');
  vectorizer = await startVectorizer(environment({ JOPHIEL_DOMAIN: 'films' }));
  const eventId = await publish('sample.analyzed', { sample_id: id, creator_id: 'mann', metadata: film });
  await eventually(() => expect(told(id)).toEqual([['sample.vectorized', eventId]]));
  const { vector, layout: ofFilms } = vectoriserOf(films)(film);
  expect(ofFilms).toBe(layoutOf(films.features).id);
  expect(await sampleOf(postgres.database, id)).toMatchObject({ analysis: { vector, layout: ofFilms } });
  await eventually(async () =>
    expect(await postgres.database.query({ text: 'SELECT DISTINCT layout FROM sample_vectors' })).toEqual([
      { layout: ofFilms },
    ]),
  );
});

test('an invalid setting is refused before anything starts', async () => {
  await expect(startVectorizer(environment({ VECTORIZER_PORT: 'eight' }))).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining('VECTORIZER_PORT'),
  });
});
