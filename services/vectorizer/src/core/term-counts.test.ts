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
const noTerms = described();
const counts = (...pairs: readonly { before: Sample | undefined; after: Sample }[]) =>
  termChanges(pairs, noTerms).map(({ feature, term, change }) => [`${feature}:${term}`, change]);

test('a new sample counts each of its terms once', () => {
  expect(counts({ before: undefined, after: sample(['genre:trap', 'tags:rainy']) })).toEqual([
    ['genre:trap', 1],
    ['tags:rainy', 1],
  ]);
});

test('another analysis subtracts the terms that it lacks and does not mention the others', () => {
  expect(counts({ before: sample(['genre:trap', 'tags:rainy']), after: sample(['genre:jazz', 'tags:rainy']) })).toEqual(
    [
      ['genre:trap', -1],
      ['genre:jazz', 1],
    ],
  );
});

test('a removed sample counts nothing, before or after', () => {
  const [there, removed] = [sample(['genre:trap']), sample(['genre:trap'], { removedAt: 5 })];
  expect(counts({ before: there, after: removed })).toEqual([['genre:trap', -1]]);
  expect(counts({ before: removed, after: removed })).toEqual([]);
  expect(counts({ before: removed, after: there })).toEqual([['genre:trap', 1]]);
});

test('the samples of a batch are summed', () => {
  const one = { before: undefined, after: sample(['genre:trap']) };
  expect(counts(one, one, { before: sample(['genre:trap']), after: sample([]) })).toEqual([['genre:trap', 1]]);
});

test('the vectorised batch describes a term; only its first colon ends the feature', () => {
  const token = { feature: 'genre', key: 'a:b', label: 'A: B', known: false };
  expect(termChanges([{ before: undefined, after: sample(['genre:a:b']) }], described(token))).toEqual([
    { feature: 'genre', term: 'a:b', label: 'A: B', known: false, change: 1 },
  ]);
});

test('a described term is reported even with an unchanged count: it may be new in the vocabulary', () => {
  const token = { feature: 'genre', key: 'trap', label: 'Trap', known: true };
  const same = { before: sample(['genre:trap']), after: sample(['genre:trap']) };
  expect(termChanges([same], described(token))).toEqual([
    { feature: 'genre', term: 'trap', label: 'Trap', known: true, change: 0 },
  ]);
});
