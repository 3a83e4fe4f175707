import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Layout } from '@jophiel/vectors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CachedLists, Question } from '../core/cached-lists.ts';
import { loadLists } from './load-lists.ts';
import { storeLists } from './store-lists.ts';

const layout: Layout = { id: 'l', dimensions: 4, blocks: [] };
const question: Question = { kind: 'ideas', key: 'k', filters: 'f', content: 'c' };
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 0, minute));
const lists = [
  { centre: Float32Array.of(0.6, 0, 0, 0.8), members: 3, sampleIds: ['1', '2'], similarities: [0.9, 1 / 3] },
  { centre: Float32Array.of(0, 1, 0, 0), members: 2, sampleIds: [], similarities: [] },
  { centre: Float32Array.of(0, 0, 1, 0), members: 2, sampleIds: ['1'], similarities: [0.1] },
];
const madeAt = (minute: number, some = lists): CachedLists => ({ generatedAt: at(minute), lists: some });

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
  await storeLists(postgres.database, question, layout.id, madeAt(5));
});
afterAll(async () => postgres.remove());

const load = async (about: Partial<Question> = {}, limits: { layout?: Layout; notBefore?: Date } = {}) =>
  loadLists(postgres.database, { ...question, ...about }, { layout, notBefore: at(5), ...limits });

test('what is loaded is what was stored, centre by centre', async () => {
  expect(await load()).toEqual(madeAt(5));
});

test.each([
  ['another kind', { kind: 'similar' }, {}],
  ['another key', { key: 'x' }, {}],
  ['other filters', { filters: '' }, {}],
  ['another content', { content: 'x' }, {}],
  ['another layout', {}, { layout: { ...layout, id: 'x' } }],
  ['a time after it was made', {}, { notBefore: at(6) }],
] as const)('nothing is loaded for %s', async (_, about, limits) => {
  expect(await load(about, limits)).toBeUndefined();
});

test('an answer that was begun earlier does not replace a later one; a later one replaces it, whatever its content', async () => {
  await storeLists(postgres.database, { ...question, content: 'x' }, layout.id, madeAt(4, []));
  expect(await load()).toEqual(madeAt(5));
  await storeLists(postgres.database, { ...question, content: 'y' }, layout.id, madeAt(7, []));
  expect([await load(), await load({ content: 'y' })]).toEqual([undefined, madeAt(7, [])]);
});
