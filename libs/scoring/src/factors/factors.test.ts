import { expect, test } from 'vitest';
import { anonymousListener, type Candidate, type Listener } from '../index.ts';
import { coInteraction } from './co-interaction.ts';
import { creatorAffinity } from './creator-affinity.ts';
import type { Factor, ScoringWeights } from './factor.ts';
import { following } from './following.ts';
import { novelty } from './novelty.ts';
import { penalty } from './penalty.ts';
import { popularity } from './popularity.ts';
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
const column = (factor: Factor, about: Partial<Listener> = {}, further: Partial<ScoringWeights> = {}) => [
  ...factor({ ...weights, ...further }, { ...anonymousListener(), ...about }, items, {
    popularity: new Map([['s2', 0.75]]),
    now,
  }),
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

const likes = {
  count: 5,
  creatorShares: new Map([['c1', 0.25]]),
  coInteraction: (sampleId: string) => Number(sampleId[1]) * 3,
};

test('popularity with a weight of its own no longer stands in for similarity', () => {
  expect(column(similarity, {}, { popularity: 1 })).toEqual([0, 0, 0, 0]);
});

test('co-interaction is the sum that the liked items give, 5 at most', () => {
  expect(column(coInteraction, { likes }, { coInteraction: 2 })).toEqual([0, 6, 10, 10]);
  expect(column(coInteraction, { likes })).toEqual([0, 0, 0, 0]);
  expect(column(coInteraction, {}, { coInteraction: 2 })).toEqual([0, 0, 0, 0]);
});

test('popularity fades with the number of liked items: with five it counts half', () => {
  expect(column(popularity, {}, { popularity: 2 })).toEqual([0, 0, 1.5, 0]);
  expect(column(popularity, { likes }, { popularity: 2 })).toEqual([0, 0, 0.75, 0]);
});

test("creator affinity is the root of the creator's share of what is liked", () => {
  expect(column(creatorAffinity, { likes }, { creatorAffinity: 2 })).toEqual([0, 1, 0, 0]);
});
