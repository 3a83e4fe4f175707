import { expect, test } from 'vitest';
import { anonymousListener, type Candidate, type Listener } from '../index.ts';
import type { Factor, ScoringWeights } from './factor.ts';
import { following } from './following.ts';
import { novelty } from './novelty.ts';
import { penalty } from './penalty.ts';
import { similarity } from './similarity.ts';

const DAY = 86_400_000;
const now = 1_000 * DAY;
const weights: ScoringWeights = {
  similarity: 2,
  following: 0.5,
  novelty: 0.25,
  decidedPenalty: -1000,
  noveltyHalfLifeDays: 30,
};
const items: readonly Candidate[] = [-1, 0, 30, 90].map((ageDays, index) => ({
  sampleId: `s${index}`,
  creatorId: `c${index}`,
  publishedAt: now - ageDays * DAY,
  vector: { indices: Uint16Array.of(index), values: Float32Array.of(1) },
}));
const column = (factor: Factor, about: Partial<Listener> = {}) => [
  ...factor(weights, { ...anonymousListener(), ...about }, items, { popularity: new Map([['s2', 0.75]]), now }),
];

test('similarity is the cosine, and popularity without a taste', () => {
  expect(column(similarity, { taste: Float32Array.of(1, 0.5, 0, -1) })).toEqual([2, 1, 0, -2]);
  expect(column(similarity)).toEqual([0, 0, 1.5, 0]);
});

test('following counts for the items of followed creators', () => {
  expect(column(following, { followedCreators: new Set(['c1', 'c9']) })).toEqual([0, 0.5, 0, 0]);
});

test('novelty halves with the age since publication, and never exceeds its weight', () => {
  expect(column(novelty)).toEqual([0.25, 0.25, 0.125, 0.03125]);
});

test('the penalty is for items the listener has decided on', () => {
  expect(column(penalty, { decided: new Set(['s3']) })).toEqual([0, 0, 0, -1000]);
});
