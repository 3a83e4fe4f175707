import type { Database, Executor } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { RememberedCandidates } from './remembered-candidates.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());

const trap = { genero: ['trap'] };
const polka = { genero: ['polka'] };

/** The same database, which tells how many samples are read of it. */
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

test('what was read once is not read again while its revision stays', async () => {
  const ids = await givenSamples(3);
  const { executor, read } = counted(database);
  const remembered = new RememberedCandidates(executor, 100);
  const first = await remembered.get(keys(ids.slice(0, 2)), layout);
  expect(await remembered.get(keys(ids), layout)).toHaveLength(3);
  expect(await remembered.get(keys(ids.slice(0, 2)), layout)).toEqual(first);
  expect(read).toEqual([ids.slice(0, 2), ids.slice(2)]);
});

test('a sample that changed is read anew, once', async () => {
  const ids = await givenSamples(2);
  const { executor, read } = counted(database);
  const remembered = new RememberedCandidates(executor, 100);
  await remembered.get(keys(ids), layout);
  await storeSamples(postgres.database, [{ sampleId: ids[0]!, metadata: polka }]);
  const changed = [...keys(ids.slice(0, 1), 2), ...keys(ids.slice(1))];
  for (let times = 0; times < 2; times++) {
    const found = await remembered.get(changed, layout);
    expect(found.find(({ sampleId }) => sampleId === ids[0])?.vector).toEqual(described(polka).vector);
  }
  expect(read).toEqual([ids, ids.slice(0, 1)]);
});

test('candidates come in the order in which they are named, remembered or not', async () => {
  const ids = await givenSamples(20);
  const remembered = new RememberedCandidates(database, 100);
  await remembered.get(keys(ids.filter((_, index) => index % 3 === 0)), layout);
  for (const order of [ids, ids.toReversed()])
    expect((await remembered.get(keys(order), layout)).map(({ sampleId }) => sampleId)).toEqual(order);
});

test('what was hidden, or made anew for another layout, just after it was named is left out', async () => {
  const [hidden, former, good] = (await givenSamples(3)) as [string, string, string];
  await change(postgres.database, hidden, 'removed_at = now()');
  await change(postgres.database, former, `layout = 'another'`);
  const found = await new RememberedCandidates(database, 100).get(keys([hidden, former, good]), layout);
  expect(found.map(({ sampleId }) => sampleId)).toEqual([good]);
});

test('no more is kept than is allowed, and what is not kept is read again', async () => {
  const ids = await givenSamples(5);
  const { executor, read } = counted(database);
  const remembered = new RememberedCandidates(executor, 3);
  expect(await remembered.get(keys(ids), layout)).toHaveLength(5);
  expect(await remembered.get(keys(ids), layout)).toHaveLength(5);
  expect(read[1]).toHaveLength(2);
});

test('a sample that changes, disappears and comes back does so in the candidates of everybody', async () => {
  const { candidates } = sourceOn(database);
  const ids = await givenSamples(3);
  await countTerms(postgres.database);
  const sampleId = ids[1]!;
  const find = async () => {
    const found = await candidates.find({
      taste: tasteFor(trap),
      followedCreators: [],
      decided: new Set(),
      wanted: 100,
    });
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
