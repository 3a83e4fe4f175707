import { loadDefinition } from '@jophiel/domain';
import { type DataSet, splitOf } from '@jophiel/evaluation';
import { expect, test } from 'vitest';
import { baselines, factorsWorth } from './measure-systems.ts';

const items = ['1', '2'].map((id) => ({ id, creatorId: '9', publishedAt: 0, metadata: {}, terms: new Map() }));
const dataSetOf = (users: number): DataSet => ({
  name: 'made up',
  items,
  train: Array.from({ length: users }, (_, user) => ({ user: `u${user}`, item: '1', at: 0 })),
  test: [{ user: 'u0', item: '2', at: 0 }],
  follows: [],
});

test('"two n×n matrices": EASE is left out before they take more than 3.2 GB', () => {
  const most = Math.floor(Math.sqrt(3.2e9 / 8 / 2));
  expect(baselines.EASE!(splitOf(dataSetOf(most + 1)))).toBeUndefined();
  expect(baselines.EASE!(splitOf(dataSetOf(3)))).toBeDefined();
});

test('what factors are worth is not said of ideas, which are made of others', async () => {
  const dataSet = dataSetOf(3);
  const measure = (kind: 'feeds' | 'ideas') =>
    factorsWorth(dataSet, splitOf(dataSet), [0], loadDefinition('audio'), { kind, k: 10, now: 0 });
  expect(await measure('ideas')).toEqual([]);
  expect((await measure('feeds')).length).toBeGreaterThan(1);
});
