import { expect, test } from 'vitest';
import { learnsCoInteraction } from './learning.ts';
import { loadDefinition } from './load-definition.ts';

const { scoring } = loadDefinition('audio');
const owners = { ...scoring, coInteraction: 0 };
const experiment = (coInteraction: number) => [{ name: 'one', share: 0.5, scoring: { coInteraction } }];

test('co-interaction is learned where the definition or an experiment weighs it', () => {
  expect(learnsCoInteraction({ scoring: { ...owners, coInteraction: 8 } })).toBe(true);
  expect(learnsCoInteraction({ scoring: owners, experiments: experiment(4) })).toBe(true);
  expect(learnsCoInteraction({ scoring: owners, experiments: experiment(0) })).toBe(false);
  const { coInteraction: _, ...absent } = owners;
  expect(learnsCoInteraction({ scoring: absent })).toBe(false);
});
