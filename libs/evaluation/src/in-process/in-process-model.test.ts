import { MAX_LIKED } from '@jophiel/candidates';
import { loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import type { DataSet } from '../data/data-set.ts';
import { learnInProcess } from './in-process-model.ts';

test('as in the services, only the newest positives of a user count, also for the shares of creators', async () => {
  const all = MAX_LIKED + 100;
  const dataSet: DataSet = {
    name: 'made up',
    items: Array.from({ length: all }, (_, index) => ({
      id: String(index),
      creatorId: index < 100 ? 'old' : 'new',
      publishedAt: 0,
      metadata: {},
      terms: new Map(),
    })),
    train: Array.from({ length: all }, (_, index) => ({ user: 'u', item: String(index), at: index })),
    test: [],
    follows: [],
  };
  const model = await learnInProcess(dataSet, { definition: loadDefinition('audio'), now: all });
  const { creatorAffinity } = model.columns('u');
  expect(creatorAffinity[0]).toBe(0);
  expect(creatorAffinity[100]).toBeGreaterThan(0);
});
