import { expect, test } from 'vitest';
import { cutHistories } from './cut-histories.ts';
import type { DataSet } from './data/data-set.ts';

const choices = (user: string, items: readonly number[]) => items.map((item) => ({ user, item: `i${item}`, at: item }));
const users = Array.from({ length: 40 }, (_, index) => `u${index}`);
const dataSet: DataSet = {
  name: 'made up',
  items: [],
  train: users.flatMap((user, index) => choices(user, index === 0 ? [1, 2, 3] : [1, 2, 3, 4, 5])),
  test: users.flatMap((user) => choices(user, [8, 9])),
  follows: [],
};

test('a tenth of the users is cut, and their full rows are gone', () => {
  const { removed, dataSet: cut, users: strangers } = cutHistories(dataSet, [1, 3], 7);
  expect(removed.length).toBeGreaterThanOrEqual(3);
  expect(removed.length).toBeLessThanOrEqual(4);
  expect(cut.train.some(({ user }) => removed.includes(user))).toBe(false);
  for (const length of [1, 3]) {
    const share = removed.length / 2;
    expect(strangers.get(length)).toHaveLength(length === 1 ? Math.ceil(share) : Math.floor(share));
    for (const stranger of strangers.get(length)!) {
      const known = cut.train.filter(({ user }) => user === stranger);
      expect(known).toHaveLength(length);
      expect(cut.test.filter(({ user }) => user === stranger).map(({ item }) => item)).toEqual(['i8', 'i9']);
    }
  }
  expect(new Set(cut.test.map(({ user }) => user)).size).toBe(removed.length);
});

test('nobody comes back twice: no stranger has a neighbour who is the same person', () => {
  const { removed, users: strangers } = cutHistories(dataSet, [1, 3], 7);
  const persons = [...strangers.values()].flat().map((name) => name.replace(/-known-\d$/, ''));
  expect(persons.toSorted()).toEqual(removed.toSorted());
});

test('the same seed cuts the same users, another cuts others; who has too little is never cut', () => {
  const of = (seed: number) => cutHistories(dataSet, [1, 3], seed).removed;
  expect(of(7)).toEqual(of(7));
  expect(of(7)).not.toEqual(of(8));
  for (let seed = 0; seed < 30; seed++) expect(of(seed)).not.toContain('u0');
});
