import type { FeatureToken } from '@jophiel/vectors';
import { expect, test } from 'vitest';
import type { Sample } from './sample.ts';
import { termChanges } from './term-counts.ts';

const sample = (features: readonly string[], more: Partial<Sample> = {}): Sample => ({
  sampleId: '1',
  creatorId: '7',
  publishedAt: 0,
  analysis: {
    metadata: {},
    at: 0,
    eventId: 'e',
    vector: { indices: Uint16Array.of(1), values: Float32Array.of(1) },
    layout: 'l',
    features: Object.fromEntries(features.map((name) => [name, 0.5])),
  },
  ...more,
});
const described = (...tokens: readonly FeatureToken[]) =>
  new Map(tokens.map((token) => [`${token.feature}:${token.key}`, token]));
const nobody = described();
const counts = (...pairs: readonly { before: Sample | undefined; after: Sample }[]) =>
  termChanges(pairs, nobody).map(({ feature, term, change }) => [`${feature}:${term}`, change]);

test('a new sample counts each of its terms once', () => {
  expect(counts({ before: undefined, after: sample(['genre:trap', 'tags:rainy']) })).toEqual([
    ['genre:trap', 1],
    ['tags:rainy', 1],
  ]);
});

test('another analysis takes off what it lacks and says nothing of what stays', () => {
  expect(counts({ before: sample(['genre:trap', 'tags:rainy']), after: sample(['genre:jazz', 'tags:rainy']) })).toEqual(
    [
      ['genre:trap', -1],
      ['genre:jazz', 1],
    ],
  );
});

test('a sample that is removed, before or after, counts nothing', () => {
  const [there, gone] = [sample(['genre:trap']), sample(['genre:trap'], { removedAt: 5 })];
  expect(counts({ before: there, after: gone })).toEqual([['genre:trap', -1]]);
  expect(counts({ before: gone, after: gone })).toEqual([]);
  expect(counts({ before: gone, after: there })).toEqual([['genre:trap', 1]]);
});

test('the samples of a batch are summed', () => {
  const one = { before: undefined, after: sample(['genre:trap']) };
  expect(counts(one, one, { before: sample(['genre:trap']), after: sample([]) })).toEqual([['genre:trap', 1]]);
});

test('a term is described by the vectorising of this batch, and only its first colon ends the feature', () => {
  const token = { feature: 'genre', key: 'a:b', label: 'A: B', known: false };
  expect(termChanges([{ before: undefined, after: sample(['genre:a:b']) }], described(token))).toEqual([
    { feature: 'genre', term: 'a:b', label: 'A: B', known: false, change: 1 },
  ]);
});

test('a term that was just described is told even when its count stays: the vocabulary may have taken it in', () => {
  const token = { feature: 'genre', key: 'trap', label: 'Trap', known: true };
  const same = { before: sample(['genre:trap']), after: sample(['genre:trap']) };
  expect(termChanges([same], described(token))).toEqual([
    { feature: 'genre', term: 'trap', label: 'Trap', known: true, change: 0 },
  ]);
});
