import { type DomainDefinition, loadDefinition, withoutLearning } from '@jophiel/domain';
import { expect, test } from 'vitest';
import type { DataSet } from '../data/data-set.ts';
import { roundsOf } from './rounds-of.ts';
import { simulateRounds } from './simulate-rounds.ts';

const ITEMS = 120;
const genres = ['trap', 'jazz', 'polka'];
/** Everybody chooses a third of one genre; tastes are of genres. */
const dataSet: DataSet = {
  name: 'made up',
  items: Array.from({ length: ITEMS }, (_, index) => ({
    id: String(index),
    creatorId: `creator ${index % 30}`,
    publishedAt: 0,
    metadata: { genero: [genres[index % 3]!] },
    terms: new Map(),
  })),
  train: Array.from({ length: 30 }, (_, user) =>
    Array.from({ length: 13 }, (_, index) => ({
      user: `u${user}`,
      item: String((user % 3) + 3 * ((user + 3 * index) % (ITEMS / 3))),
      at: 1_000,
    })),
  ).flat(),
  test: [],
  follows: [],
};
const rounds = roundsOf(dataSet, { rounds: 4, users: 30, seed: 1 });
const owners: DomainDefinition = withoutLearning(loadDefinition('audio'));
const exploration = { share: 0.2, publishedWithinDays: 4, maxChances: 5 };
const simulate = async (definition: DomainDefinition) => simulateRounds(rounds, { definition, rounds: 4, size: 10 });

test('new items are published during the rounds, and nobody has chosen them before', () => {
  const { items, train, test: hidden } = rounds.dataSet;
  expect(rounds.newItems.size).toBe(Math.round(items.length / 10));
  expect(train.some(({ item }) => rounds.newItems.has(item))).toBe(false);
  expect(train.length + hidden.length).toBe(dataSet.train.length);
  const days = items
    .filter(({ id }) => rounds.newItems.has(id))
    .map(({ publishedAt }) => (publishedAt - rounds.startsAt) / 86_400_000);
  expect([...new Set(days)].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
});

test('the same rounds give the same figures; exploration shows more new items, within the bound of chances', async () => {
  const scoring = { ...owners.scoring, novelty: 0 };
  const without = await simulate({ ...owners, scoring });
  expect(await simulate({ ...owners, scoring })).toEqual(without);
  expect(without.chances).toBe(0);
  const explored = await simulate({ ...owners, scoring, exploration });
  expect(explored.shareOfNew).toBeGreaterThan(without.shareOfNew);
  expect(explored.newReached).toBe(1);
  expect(explored.chances).toBeGreaterThan(0);
  // Those of the last four days before the first round are new as well.
  expect(explored.chances).toBeLessThanOrEqual(5 * 2 * rounds.newItems.size);
  for (const share of [without.found, explored.found, without.gini, explored.gini]) {
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  }
});
