import type { Database, Executor } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  asScorer,
  change,
  countTerms,
  described,
  fresh,
  options,
  sourceOn,
  storeSamples,
  tasteFor,
} from '../../test/given-catalogue.ts';
import { CachedCandidates } from './cached-candidates.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };

/** Records the ids that each query reads. */
function counted(inner: Executor) {
  const read: string[][] = [];
  const executor: Executor = {
    query: async (statement) => {
      read.push([...(statement.values![0] as string[])]);
      return inner.query(statement);
    },
    execute: async (statement) => inner.execute(statement),
  };
  return { executor, read };
}

async function givenSamples(count: number) {
  const ids = Array.from({ length: count }, () => fresh('s'));
  await storeSamples(
    postgres.database,
    ids.map((sampleId) => ({ sampleId, metadata: trap })),
  );
  return ids;
}

const keys = (ids: readonly string[], revision = 1) => ids.map((sampleId) => ({ sampleId, revision }));
const layout = options.layout.id;

test('a cached row is not read again while its revision stays', async () => {
  const ids = await givenSamples(3);
  const { executor, read } = counted(database);
  const cached = new CachedCandidates(executor, 100);
  const first = await cached.get(keys(ids.slice(0, 2)), layout);
  expect(await cached.get(keys(ids), layout)).toHaveLength(3);
  expect(await cached.get(keys(ids.slice(0, 2)), layout)).toEqual(first);
  expect(read).toEqual([ids.slice(0, 2), ids.slice(2)]);
});

test('a changed sample is read again, once', async () => {
  const ids = await givenSamples(2);
  const { executor, read } = counted(database);
  const cached = new CachedCandidates(executor, 100);
  await cached.get(keys(ids), layout);
  await storeSamples(postgres.database, [{ sampleId: ids[0]!, metadata: polka }]);
  const changed = [...keys(ids.slice(0, 1), 2), ...keys(ids.slice(1))];
  for (let times = 0; times < 2; times++) {
    const found = await cached.get(changed, layout);
    expect(found.find(({ sampleId }) => sampleId === ids[0])?.vector).toEqual(described(polka).vector);
  }
  expect(read).toEqual([ids, ids.slice(0, 1)]);
});

test('candidates are in the order of the keys, cached or not', async () => {
  const ids = await givenSamples(20);
  const cached = new CachedCandidates(database, 100);
  await cached.get(keys(ids.filter((_, index) => index % 3 === 0)), layout);
  for (const order of [ids, ids.toReversed()])
    expect((await cached.get(keys(order), layout)).map(({ sampleId }) => sampleId)).toEqual(order);
});

test('a sample that is hidden, or gets another layout, after it was named is excluded', async () => {
  const [hidden, former, good] = (await givenSamples(3)) as [string, string, string];
  await change(postgres.database, hidden, 'removed_at = now()');
  await change(postgres.database, former, `layout = 'another'`);
  const found = await new CachedCandidates(database, 100).get(keys([hidden, former, good]), layout);
  expect(found.map(({ sampleId }) => sampleId)).toEqual([good]);
});

test('the cache keeps at most `limit` rows and reads the others again', async () => {
  const ids = await givenSamples(5);
  const { executor, read } = counted(database);
  const cached = new CachedCandidates(executor, 3);
  expect(await cached.get(keys(ids), layout)).toHaveLength(5);
  expect(await cached.get(keys(ids), layout)).toHaveLength(5);
  expect(read[1]).toHaveLength(2);
});

test('a sample that changes, disappears and returns does so in the candidates', async () => {
  const { candidates } = sourceOn(database);
  const ids = await givenSamples(3);
  await countTerms(postgres.database);
  const sampleId = ids[1]!;
  const find = async () => {
    const [found = []] = await candidates.find([
      { taste: tasteFor(trap), creators: [], decided: new Set(), wanted: 100 },
    ]);
    return found.find((each) => each.sampleId === sampleId);
  };
  expect(await find()).toMatchObject({ vector: described(trap).vector });
  await storeSamples(postgres.database, [{ sampleId, metadata: { ...trap, ...polka, genero: ['trap', 'polka'] } }]);
  expect(await find()).toMatchObject({ vector: described({ genero: ['trap', 'polka'] }).vector });
  await change(postgres.database, sampleId, 'removed_at = now()');
  expect(await find()).toBeUndefined();
  await change(postgres.database, sampleId, `removed_at = NULL, creator_id = 'another'`);
  expect(await find()).toMatchObject({ creatorId: 'another' });
});

describe('ids from the ann service', () => {
  const later = (ms: number) => ({ now: 1_000_000 + ms, trustedMs: 60_000 });
  const idsOf = (lists: readonly (readonly { sampleId: string }[])[]) =>
    lists.map((list) => list.map(({ sampleId }) => sampleId));

  test('each list is complete and in its order, with one lookup for all lists', async () => {
    const ids = await givenSamples(6);
    const { executor, read } = counted(database);
    const cached = new CachedCandidates(executor, 100);
    const lists = [ids.slice(0, 4).toReversed(), ids.slice(2)];
    for (let times = 0; times < 2; times++) expect(idsOf(await cached.resolve(lists, layout, later(0)))).toEqual(lists);
    expect(read.map((some) => some.toSorted())).toEqual([ids.toSorted(), ids.toSorted()]);
  });

  test('an id is the same as a number and as a text', async () => {
    const [number, text] = [700_001, '700002'];
    await storeSamples(
      postgres.database,
      [String(number), text, '0700001'].map((sampleId) => ({ sampleId, metadata: trap })),
    );
    const cached = new CachedCandidates(database, 100);
    const found = await cached.resolve([[number, text, '0700001']], layout, later(0));
    expect(idsOf(found)).toEqual([['700001', '700002', '0700001']]);
    expect(idsOf(await cached.resolve([['700001', 700_002]], layout, later(1)))).toEqual([['700001', '700002']]);
  });

  test('rows are trusted for trustedMs and then checked in PostgreSQL', async () => {
    const [removed, changed, same] = (await givenSamples(3)) as [string, string, string];
    const { executor, read } = counted(database);
    const cached = new CachedCandidates(executor, 100);
    const named = async (ms: number) => cached.resolve([[removed, changed, same]], layout, later(ms));
    await named(0);
    await change(postgres.database, removed, 'removed_at = now()');
    await storeSamples(postgres.database, [{ sampleId: changed, metadata: polka }]);
    const before = read.length;
    expect(idsOf(await named(59_999))).toEqual([[removed, changed, same]]);
    expect(read).toHaveLength(before);
    const [after] = await named(60_000);
    expect(after!.map(({ sampleId }) => sampleId)).toEqual([changed, same]);
    expect(after![0]!.vector).toEqual(described(polka).vector);
    expect(read.slice(before)).toEqual([[removed, changed, same], [changed]]);
  });

  test('lists are complete even when one call names more ids than the cache keeps', async () => {
    const ids = await givenSamples(8);
    const cached = new CachedCandidates(database, 2);
    await cached.resolve([ids.slice(0, 2)], layout, later(0));
    expect(idsOf(await cached.resolve([ids, ids.slice(4)], layout, later(1)))).toEqual([ids, ids.slice(4)]);
  });
});
