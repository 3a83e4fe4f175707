import { expect, test } from 'vitest';
import { loadDefinition, parseDefinition } from './index.ts';
import { largestScore } from './scoring.ts';

const domain = loadDefinition('audio');
const owners = { similarity: 1, following: 0.5, novelty: 0.2, decidedPenalty: -1000, noveltyHalfLifeDays: 30 };
const weighed = (scoring: object, experiments: readonly object[] = []) =>
  parseDefinition({ ...domain, scoring, experiments }, 'mine.json').scoring;

test('the learned factors need not have weights', () => {
  expect(weighed(owners)).toEqual(owners);
  expect(weighed({ ...owners, coInteraction: 8, popularity: 1.8, creatorAffinity: 0.6 }).coInteraction).toBe(8);
});

test.each([
  [{ ...owners, coInteraction: -1 }, '/scoring/coInteraction', '-1'],
  [
    { ...owners, popularitty: 1 },
    '/scoring/popularitty',
    'not a known key; remove it or correct its spelling (it is 1)',
  ],
  [{ ...owners, popularity: 'high' }, '/scoring/popularity', '"high"'],
])('%j is refused with field and value', (scoring, field, value) => {
  expect(() => weighed(scoring)).toThrow(field);
  expect(() => weighed(scoring)).toThrow(value);
});

test('the largest score has co-interaction at its limit of 5', () => {
  expect(largestScore({ ...owners, coInteraction: 8, popularity: 1.8, creatorAffinity: 0.6 })).toBeCloseTo(44.1);
});

test('weights that could lift a decided item are refused, of the definition and of an experiment', () => {
  expect(() => weighed({ ...owners, coInteraction: 100 })).toThrow(
    '/scoring/decidedPenalty must be below -1003.4: an item can score 501.7 by the other weights',
  );
  const experiments = [{ name: 'loud', share: 0.1, scoring: { coInteraction: 100 } }];
  expect(() => weighed(owners, experiments)).toThrow('/experiments/0/scoring/decidedPenalty');
});
