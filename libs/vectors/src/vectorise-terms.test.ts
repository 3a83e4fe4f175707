import { loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { emptyVector, layoutOf, vectorise, vectoriseTerms } from './index.ts';

const { features } = loadDefinition('audio');
const layout = layoutOf(features);
const vectorised = (terms: Record<string, string[]>) => vectoriseTerms(features, layout, terms);

test('terms have the vector of an item with these terms and no other metadata', () => {
  expect(vectorised({ genre: ['Trap', 'rap'], tags: ['dusty vinyl'] })).toEqual(
    vectorise(layout, { genero: ['Trap', 'rap'], tags: ['dusty vinyl'] }),
  );
});

test('the terms of one feature do not become those of another', () => {
  const { tokens } = vectorised({ emotion: ['dark'] });
  expect(tokens.map(({ feature }) => feature)).toEqual(['emotion']);
});

test('without a term there is no direction', () => {
  expect(vectorised({})).toEqual({ vector: emptyVector, tokens: [] });
  expect(vectorised({ genre: [] })).toEqual({ vector: emptyVector, tokens: [] });
});
