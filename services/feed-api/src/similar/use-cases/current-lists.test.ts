import { loadDefinition } from '@jophiel/domain';
import { armsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { tokenVector } from '@jophiel/vectors';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CachedLists, type Changed, LIST_LENGTH, type NearestList, type Question } from '../core/cached-lists.ts';
import { RecentChanges } from './recent-changes.ts';
import { loadLists } from '../statements/load-lists.ts';
import { currentLists, type Made } from './current-lists.ts';
import { isCurrent } from './is-current.ts';

const arms = armsOf(loadDefinition('audio'));
const { layout } = arms.control.options;
const question: Question = { kind: 'ideas', key: 'k', filters: '', content: 'c' };
const at = new Date('2026-03-01T12:00:00.000Z');
const asked = { question, own: new Set<string>(), at };
const list: NearestList = {
  centre: Float32Array.from({ length: layout.dimensions }, (_, index) => (index === 0 ? 1 : 0)),
  members: 1,
  sampleIds: ['1'],
  similarities: [0.5],
};

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());
beforeEach(async () => {
  await postgres.database.execute({ text: 'TRUNCATE recommendation_cache, feature_terms' });
});

/** Current lists where some tokens of the catalogue are known and changes were followed for a minute. */
function listsWith(tokens: readonly string[] = []) {
  const changes = new RecentChanges<Changed>(10);
  changes.begin(at.getTime() - 60_000);
  const catalogue = {
    tokens: tokens.map((name) => ({ name, samples: 1, vector: tokenVector(layout, name)! })),
    samples: 1,
  };
  const context = {
    database: postgres.database,
    arms,
    changes,
    catalogue: async () => catalogue,
    onAnswer: () => {},
  };
  return async (cached: CachedLists | undefined, make: () => Promise<Made>) =>
    currentLists(asked, cached, make, context);
}
const stored = async () => loadLists(postgres.database, question, { layout, notBefore: at });
const countTerm = async (term: string, samples: number) =>
  postgres.database.execute({
    text: `INSERT INTO feature_terms VALUES ('genre', $1, $1, true, $2)`,
    values: [term, samples],
  });

test('what is current is not made; what is not is made and stored', async () => {
  const lists = listsWith();
  let made = 0;
  const make = async () => {
    made += 1;
    return { lists: [list], tokens: [] };
  };
  expect(await lists(undefined, make)).toEqual({ generatedAt: at, lists: [list] });
  expect(await lists(await stored(), make)).toEqual({ generatedAt: at, lists: [list] });
  expect(made).toBe(1);
});

test.each([
  ['has a sample that the search did not know of', ['genre:trap'], [['jazz', 1]], ['genre:trap', 'genre:jazz'], false],
  ['is known', ['genre:trap', 'genre:jazz'], [['jazz', 1]], ['genre:trap', 'genre:jazz'], true],
  ['has no sample any more', ['genre:trap'], [['jazz', 0]], ['genre:trap', 'genre:jazz'], true],
  ['no sample ever had, such as one of a copy', ['genre:trap'], [], ['genre:trap', 'genre:jazz'], true],
  ['the layout does not make', [], [['jazz', 1]], ['no such feature:jazz'], true],
] as const)('with a token that %s', async (_, known, counted, tokens, isStored) => {
  for (const [term, samples] of counted) await countTerm(term, samples);
  await listsWith(known)(undefined, async () => ({ lists: [list], tokens }));
  expect((await stored()) !== undefined).toBe(isStored);
});

test('of a board without a vector nothing is stored', async () => {
  await listsWith()(undefined, async () => ({ lists: [], tokens: [] }));
  expect(await stored()).toBeUndefined();
});

test('a change of a sample that the question is about does not count: its content tells', async () => {
  const changes = new RecentChanges<Changed>(10);
  changes.begin(at.getTime() - 60_000);
  changes.note('own', at.getTime() + 1);
  const context = { database: postgres.database, arms, changes };
  const full = { ...list, sampleIds: Array(LIST_LENGTH).fill('1'), similarities: Array(LIST_LENGTH).fill(0.5) };
  const cached = { generatedAt: at, lists: [full] };
  expect(await isCurrent(cached, { own: new Set(['own']), isFiltered: false }, context)).toBe(true);
  changes.note('1', at.getTime() + 2);
  expect(await isCurrent(cached, { own: new Set(['own']), isFiltered: false }, context)).toBe(false);
});
