import type { Database } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  analyse,
  analysis,
  copyOf,
  deletion,
  isListed,
  MINUTE,
  now,
  remove,
  sampleOf,
  someId,
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

const listed = async (...ids: readonly string[]) => Promise.all(ids.map(async (id) => isListed(database, id)));

describe('a sample that is deleted', () => {
  test('is unlisted, keeps its vector, and is published', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    expect(told(await remove(database, deletion(id, { minute: 1 })))).toEqual([['sample.removed', { sample_id: id }]]);
    expect(await sampleOf(database, id)).toMatchObject({
      removedAt: now.getTime() + MINUTE,
      analysis: { vector: vectorise(trap).vector },
    });
    expect(await listed(id)).toEqual([false]);
  });

  test('twice is published once', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    const event = deletion(id, { minute: 1 });
    await remove(database, event);
    expect(await remove(database, event)).toEqual([]);
    expect(await remove(database, deletion(id, { minute: 2 }))).toEqual([]);
  });

  test('before it is known stays unlisted when its analysis arrives late', async () => {
    const id = someId();
    expect(await remove(database, deletion(id, { minute: 5 }))).toEqual([]);
    expect(told(await analyse(database, analysis(id, trap)))).toEqual([]);
    expect(await listed(id)).toEqual([false]);
    expect(await sampleOf(database, id)).toMatchObject({ creatorId: '7', publishedAt: now.getTime() });
  });

  test('and analysed again afterwards is listed again', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap));
    await remove(database, deletion(id, { minute: 1 }));
    expect(told(await analyse(database, analysis(id, trap, { minute: 2 })))).toMatchObject([
      ['sample.vectorized', { sample_id: id, first: false }],
    ]);
    expect(await listed(id)).toEqual([true]);
  });

  test('by an event older than its analysis stays listed', async () => {
    const id = someId();
    await analyse(database, analysis(id, trap, { minute: 5 }));
    const follows = await remove(database, deletion(id, { minute: 1 }));
    expect(told(follows).filter(([name]) => name === 'sample.removed')).toEqual([]);
    expect(await listed(id)).toEqual([true]);
  });
});

describe('when an original is deleted', () => {
  test('its earliest duplicate takes its place; the others become duplicates of that one', async () => {
    const [original, late, early, removed] = [someId(), someId(), someId(), someId()];
    await analyse(
      database,
      analysis(original, trap),
      analysis(late, copyOf(original), { minute: 3 }),
      analysis(early, copyOf(original), { minute: 2 }),
      analysis(removed, copyOf(original), { minute: 1 }),
    );
    await remove(database, deletion(removed, { minute: 4 }));
    const event = deletion(original, { minute: 5 });
    const follows = await remove(database, event);
    expect(
      new Map(told(follows).map(([name, payload]) => [(payload as { sample_id: string }).sample_id, name])),
    ).toEqual(
      new Map([
        [original, 'sample.removed'],
        [early, 'sample.vectorized'],
        [late, 'sample.vectorized'],
      ]),
    );
    expect(await listed(original, late, early, removed)).toEqual([false, false, true, false]);
    expect(await sampleOf(database, early)).not.toHaveProperty('duplicateOf');
    expect(await sampleOf(database, late)).toMatchObject({ duplicateOf: early });
    expect(await sampleOf(database, original)).toMatchObject({ duplicateOf: early });
    expect(follows.map(({ envelope }) => envelope.correlation_id)).toEqual(follows.map(() => event.correlation_id));
  });

  test('and then its heir, the next duplicate takes its place', async () => {
    const [original, first, second] = [someId(), someId(), someId()];
    await analyse(
      database,
      analysis(original, trap),
      analysis(first, copyOf(original), { minute: 1 }),
      analysis(second, copyOf(original), { minute: 2 }),
    );
    await remove(database, deletion(original, { minute: 3 }));
    await remove(database, deletion(first, { minute: 4 }));
    expect(await listed(original, first, second)).toEqual([false, false, true]);
  });

  test('together with a duplicate, that duplicate does not inherit', async () => {
    const [original, first, second] = [someId(), someId(), someId()];
    await analyse(
      database,
      analysis(original, trap),
      analysis(first, copyOf(original), { minute: 1 }),
      analysis(second, copyOf(original), { minute: 2 }),
    );
    await remove(database, deletion(first, { minute: 3 }), deletion(original, { minute: 3 }));
    expect(await listed(original, first, second)).toEqual([false, false, true]);
  });

  test('the deletion of a duplicate promotes no sample', async () => {
    const [original, copy] = [someId(), someId()];
    await analyse(database, analysis(original, trap), analysis(copy, copyOf(original)));
    expect(await remove(database, deletion(copy, { minute: 1 }))).toEqual([]);
    expect(await listed(original, copy)).toEqual([true, false]);
  });

  test('copies of a deleted alias become copies of its original', async () => {
    const [original, alias, copy] = [someId(), someId(), someId()];
    await analyse(database, analysis(original, trap));
    await analyse(database, analysis(alias, copyOf(original), { minute: 1 }));
    await analyse(database, analysis(copy, copyOf(alias), { minute: 2 }));
    await remove(database, deletion(alias, { minute: 3 }));
    expect(await listed(original, alias, copy)).toEqual([true, false, false]);
    await remove(database, deletion(original, { minute: 4 }));
    expect(await listed(original, alias, copy)).toEqual([false, false, true]);
  });
});

test('the counts of a deleted sample are not subtracted twice', async () => {
  const [one, other] = [someId(), someId()];
  const label = `wonk ${one}`;
  await analyse(database, analysis(one, { genero: [label] }), analysis(other, { genero: [label] }));
  await remove(database, deletion(one, { minute: 1 }));
  await remove(database, deletion(one, { minute: 2 }));
  const rows = await postgres.database.query({
    text: 'SELECT samples FROM feature_terms WHERE label = $1',
    values: [label],
  });
  expect(rows).toEqual([{ samples: 1 }]);
});
