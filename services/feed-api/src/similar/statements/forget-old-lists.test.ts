import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Question } from '../core/cached-lists.ts';
import { forgetOldLists } from './forget-old-lists.ts';
import { storeLists } from './store-lists.ts';

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

/** Ten answers, one an hour: about samples the even ones, about boards the odd ones. */
beforeEach(async () => {
  const { database } = postgres;
  await database.execute({ text: 'DELETE FROM recommendation_cache' });
  for (let hour = 0; hour < 10; hour++) {
    const kind = hour % 2 === 0 ? 'similar' : 'ideas';
    const question: Question = { kind, key: String(hour), filters: '', content: '1' };
    await storeLists(database, question, 'l', { generatedAt: new Date(Date.UTC(2026, 2, 1, hour)), lists: [] });
  }
});

const left = async (hour: number, limit: number) => {
  const { database } = postgres;
  await forgetOldLists(database, new Date(Date.UTC(2026, 2, 1, hour)), limit);
  const rows = await database.query<{ key: string }>({ text: 'SELECT key FROM recommendation_cache ORDER BY key' });
  return rows.map((row) => Number(row.key));
};

test('answers that are too old go', async () => {
  expect(await left(7, 100)).toEqual([7, 8, 9]);
});

test('of too many the oldest go; similar samples and ideas count together', async () => {
  expect(await left(0, 4)).toEqual([6, 7, 8, 9]);
});

test('nothing else goes', async () => {
  expect(await left(0, 10)).toHaveLength(10);
});
