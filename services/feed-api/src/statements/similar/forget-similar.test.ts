import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgetSimilar } from './forget-similar.ts';

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  const { database } = postgres;
  await database.execute({ text: 'DELETE FROM recommendation_cache' });
  await database.execute({
    text: `INSERT INTO recommendation_cache (sample_id, filters, revision, layout, generated_at, sample_ids, similarities)
           SELECT hour::text, '', 1, 'l', timestamptz '2026-03-01T00:00:00Z' + hour * interval '1 hour', '{}', '{}'
           FROM generate_series(0, 9) AS hour`,
  });
});

const left = async (hour: number, most: number) => {
  const { database } = postgres;
  await forgetSimilar(database, new Date(Date.UTC(2026, 2, 1, hour)), most);
  const rows = await database.query<{ sample_id: string }>({
    text: 'SELECT sample_id FROM recommendation_cache ORDER BY sample_id',
  });
  return rows.map((row) => Number(row.sample_id));
};

test('lists that are too old go', async () => {
  expect(await left(7, 100)).toEqual([7, 8, 9]);
});

test('of too many the oldest go', async () => {
  expect(await left(0, 4)).toEqual([6, 7, 8, 9]);
});

test('nothing else goes', async () => {
  expect(await left(0, 10)).toHaveLength(10);
});
