import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';
import { eventually, type GivenPostgres, givenPostgres, lockWaits } from '@jophiel/testing';
import { emptyVector } from '@jophiel/vectors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  announcement,
  analyse,
  analysed,
  analysis,
  copyOf,
  deletion,
  isListed,
  jazz,
  layout,
  MINUTE,
  now,
  remove,
  sampleOf,
  someId,
  termsLike,
  told,
  trap,
  vectorise,
} from '../../test/given-samples.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_vectorizer' });
});
afterAll(async () => postgres.remove());

describe('a first analysis', () => {
  test('is stored as vector, tokens and metadata, and published', async () => {
    const id = someId();
    const event = analysis(id, trap);
    const follows = await analyse(database, event);
    const { vector, features } = vectorise(trap);
    expect(Object.keys(features)).toContain('genre:trap');
    expect(await sampleOf(database, id)).toEqual({
      sampleId: id,
      creatorId: '7',
      publishedAt: now.getTime(),
      analysis: { metadata: trap, at: now.getTime(), eventId: event.event_id, vector, layout, features },
    });
    expect(await isListed(database, id)).toBe(true);
    expect(told(follows)).toEqual([
      ['sample.vectorized', { sample_id: id, creator_id: '7', published_at: now.toISOString(), layout, first: true }],
    ]);
    expect(follows[0]!.envelope.correlation_id).toBe(event.correlation_id);
  });

  test.each([
    ['a failure', { casiel_status: 'failed', casiel_error: 'decoder' }],
    ['a draft', { title: 'Dark 808' }],
    ['nothing', {}],
  ])('announced, of %s, makes an unlisted sample and publishes nothing', async (_, metadata) => {
    const id = someId();
    expect(await analyse(database, announcement(id, metadata))).toEqual([]);
    expect(await sampleOf(database, id)).toEqual({ sampleId: id, creatorId: '7', publishedAt: now.getTime() });
    expect(await isListed(database, id)).toBe(false);
  });

  test('in which nothing can be read lists the sample: its creator, its age and other users may speak for it', async () => {
    const id = someId();
    const follows = await analyse(database, analysis(id, { title: 'Silence' }));
    expect(told(follows)).toMatchObject([['sample.vectorized', { sample_id: id, first: true }]]);
    expect((await sampleOf(database, id))!.analysis).toMatchObject({ vector: emptyVector, features: {}, layout });
    expect(await isListed(database, id)).toBe(true);
  });

  test('after a draft is the first; the draft sets the time of publication', async () => {
    const id = someId();
    await analyse(database, announcement(id, { title: 'Draft' }));
    const follows = await analyse(database, analysis(id, trap, { minute: 5 }));
    expect(told(follows)).toMatchObject([
      ['sample.vectorized', { sample_id: id, first: true, published_at: now.toISOString() }],
    ]);
  });
});

describe('a later event', () => {
  test('with a better analysis replaces the vector, and is published as not the first', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    const follows = await analyse(database, analysis(id, jazz, { minute: 5 }));
    expect(told(follows)).toMatchObject([
      ['sample.vectorized', { sample_id: id, first: false, published_at: now.toISOString() }],
    ]);
    expect(await sampleOf(database, id)).toMatchObject({
      analysis: { metadata: jazz, vector: vectorise(jazz).vector, at: now.getTime() + 5 * MINUTE },
    });
  });

  test.each([
    ['a failure', { casiel_status: 'failed', casiel_error: 'decoder' }, trap],
    ['a partial update', { title: 'Darker 808' }, { ...trap, title: 'Darker 808' }],
  ])('that is %s keeps the last good vector and publishes nothing', async (_, metadata, kept) => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    expect(await analyse(database, analysis(id, metadata, { minute: 5 }))).toEqual([]);
    const { vector, features } = vectorise(trap);
    expect((await sampleOf(database, id))!.analysis).toMatchObject({ vector, features, layout, metadata: kept });
    expect(await isListed(database, id)).toBe(true);
  });

  test('that is delivered again changes nothing', async () => {
    const id = someId();
    const event = analysis(id, trap);
    await analyse(database, event);
    const before = await sampleOf(database, id);
    expect(await analyse(database, event)).toEqual([]);
    expect(await sampleOf(database, id)).toEqual(before);
  });

  test('with the same content and another id is not published', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    expect(await analyse(database, analysis(id, trap, { minute: 5 }))).toEqual([]);
  });
});

test('of a batch: each sample is stored after its last event, and published once', async () => {
  const [one, other] = [someId(), someId()];
  const follows = await analyse(
    database,
    analysis(one, jazz),
    analysis(other, trap),
    analysis(one, { casiel_status: 'failed' }, { minute: 2 }),
    analysis(one, trap, { minute: 1 }),
  );
  expect(told(follows).map(([name, payload]) => [name, (payload as { sample_id: string }).sample_id])).toEqual([
    ['sample.vectorized', one],
    ['sample.vectorized', other],
  ]);
  expect((await sampleOf(database, one))!.analysis!.metadata).toEqual(trap);
});

describe('spellings of one value are equal', () => {
  const vectorOf = async (metadata: Record<string, unknown>) => {
    const id = someId();
    await analyse(database, analysis(id, metadata));
    return (await sampleOf(database, id))!.analysis;
  };

  test.each([
    ['spellings', { genero: ['hip hop'] }, { genero: ['Hip-Hop'] }],
    ['aliases', { genero: ['drum and bass'] }, { genero: ['DnB'] }],
    ['accents and genders', { emocion_es: ['melancólica'] }, { emocion_es: ['Melancolico'] }],
    ['languages', { emocion: ['sad'] }, { emocion_es: ['triste'] }],
    ['a text and an array of one text', { tipo: 'one shot' }, { tipo: ['one-shot'] }],
    ['repetitions', { tags: ['Lo-Fi', 'lofi'] }, { tags: 'lo fi' }],
  ])('%s', async (_, one, other) => {
    const [first, second] = [await vectorOf(one), await vectorOf(other)];
    expect(first!.vector.indices.length).toBeGreaterThan(0);
    expect(second!.vector).toEqual(first!.vector);
    expect(second!.features).toEqual(first!.features);
  });

  test.each([null, undefined, 'fast', 0])('a tempo of %s means no tempo, not the lowest', async (bpm) => {
    const without = await vectorOf({ genero: ['trap'] });
    expect((await vectorOf({ genero: ['trap'], bpm }))!.vector).toEqual(without!.vector);
    expect((await vectorOf({ genero: ['trap'], bpm: 40 }))!.vector).not.toEqual(without!.vector);
  });
});

describe('terms', () => {
  test('that no vocabulary has are counted once per sample, with repeated events too', async () => {
    const [one, other] = [someId(), someId()];
    const label = `wonk ${one}`;
    const event = analysis(one, { genero: [label, label.toUpperCase()] });
    await analyse(database, event, event);
    await analyse(database, event);
    await analyse(database, analysis(one, { genero: [label] }, { minute: 5 }));
    expect(await termsLike(database, label)).toMatchObject([{ feature: 'genre', known: false, samples: 1 }]);
    await analyse(database, analysis(other, { genero: [label] }));
    expect(await termsLike(database, label)).toMatchObject([{ samples: 2 }]);
  });

  test('are not counted after a later analysis without them, or a deletion', async () => {
    const [one, other] = [someId(), someId()];
    const label = `wonk ${one}`;
    await analyse(database, analysis(one, { genero: [label] }), analysis(other, { genero: [label] }));
    await analyse(database, analysis(one, jazz, { minute: 5 }));
    expect(await termsLike(database, label)).toMatchObject([{ samples: 1 }]);
    await remove(database, deletion(other, { minute: 5 }));
    expect(await termsLike(database, label)).toEqual([]);
    await analyse(database, analysis(other, { genero: [label] }, { minute: 6 }));
    expect(await termsLike(database, label)).toMatchObject([{ known: false, samples: 1 }]);
  });
});

describe('a duplicate', () => {
  test('is an alias of its original: it has a vector and is not listed', async () => {
    const [original, copy] = [someId(), someId()];
    await analyse(database, analysis(original, trap));
    const follows = await analyse(database, analysis(copy, copyOf(original)));
    expect(told(follows)).toMatchObject([['sample.vectorized', { sample_id: copy, duplicate_of: original }]]);
    expect(await sampleOf(database, copy)).toMatchObject({
      duplicateOf: original,
      analysis: { vector: vectorise(trap).vector },
    });
    expect([await isListed(database, original), await isListed(database, copy)]).toEqual([true, false]);
  });

  test('that is found after it was listed is unlisted', async () => {
    const [original, copy] = [someId(), someId()];
    await analyse(database, analysis(original, trap), analysis(copy, trap));
    const follows = await analyse(database, analysis(copy, copyOf(original), { minute: 5 }));
    expect(told(follows)).toMatchObject([
      ['sample.removed', { sample_id: copy }],
      ['sample.vectorized', { sample_id: copy, duplicate_of: original }],
    ]);
  });

  test('of a removed original takes its place, and the next copy is its duplicate', async () => {
    const [original, first, second] = [someId(), someId(), someId()];
    await analyse(database, analysis(original, trap));
    await remove(database, deletion(original, { minute: 1 }));
    await analyse(database, analysis(first, copyOf(original), { minute: 2 }));
    await analyse(database, analysis(second, copyOf(original), { minute: 3 }));
    expect(await isListed(database, first)).toBe(true);
    expect(await sampleOf(database, first)).not.toHaveProperty('duplicateOf');
    expect(await sampleOf(database, second)).toMatchObject({ duplicateOf: first });
  });

  test('with an invalid id of its original is refused before it is handled', () => {
    const event = analysis(someId(), { ...trap, duplicate_of_content_id: 'the other one' });
    expect(() => analysed.accepts(event)).toThrow(/\/payload\/metadata\/duplicate_of_content_id must be an integer/);
    expect(() => analysed.accepts(analysis('x', trap))).toThrow(/\/payload\/sample_id must be an integer/);
    expect(() => analysed.accepts(analysis(someId(), copyOf(someId())))).not.toThrow();
  });
});

describe('two concurrent vectorizers', () => {
  test('that both see a sample for the first time: the second fails with a transient error', async () => {
    const id = someId();
    const other = postgres.connect({ role: 'jophiel_vectorizer' });
    let second: Promise<unknown> = Promise.resolve();
    await database.transaction(async (transaction) => {
      await analysed.handle([analysis(id, trap)] as never, { transaction, now });
      second = analyse(other, analysis(id, jazz, { minute: 1 })).catch((error: unknown) => error);
      await eventually(async () => expect(await lockWaits(postgres.database)).toBe(1));
    });
    expect(await second).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((await sampleOf(database, id))!.analysis!.metadata).toEqual(trap);
  });

  test('concurrent batches in every order count every term correctly and do not deadlock', async () => {
    const mark = randomUUID().slice(0, 8);
    const ids = Array.from({ length: 8 }, someId);
    await analyse(database, ...ids.map((id) => analysis(id, trap)));
    const connections = [database, postgres.connect({ role: 'jophiel_vectorizer' })];
    await Promise.all(
      Array.from({ length: 24 }, async (_, round) => {
        const some = ids.filter((_id, place) => (place * 3 + round) % 5 < 3);
        const genero = [`a${mark}`, `b${mark}`, `c${mark}`].slice(round % 3);
        const events = some.map((id) => analysis(id, { genero: genero.toReversed() }, { minute: 1 + round }));
        await analyse(connections[round % 2]!, ...(round % 2 === 0 ? events : events.toReversed()));
      }),
    );
    await analyse(database, ...ids.map((id) => analysis(id, { genero: [`b${mark}`] }, { minute: 99 })));
    expect(await termsLike(database, `a${mark}`)).toEqual([]);
    expect(await termsLike(database, `b${mark}`)).toMatchObject([{ samples: 8 }]);
    expect(await termsLike(database, `c${mark}`)).toEqual([]);
  });
});
