import { expect, test } from 'vitest';
import { normaliseTerm } from './index.ts';

const spanish = { os: 'o', as: 'o', a: 'o' };

test.each([
  [['hip hop', 'hip-hop', 'Hip Hop', 'HIPHOP', ' hip_hop '], 'hiphop'],
  [['lo-fi', 'lofi', 'Lo Fi'], 'lofi'],
  [['r&b', 'R & B'], 'randb'],
  [['Café', 'cafe', 'CAFÉ'], 'cafe'],
  [['C#', 'c#'], 'c#'],
  [['electrónica/ambiental'], 'electronicaambiental'],
  [['日本語'], '日本語'],
  [['!!!', '', ' - '], ''],
])('%j are one term', (spellings, term) => {
  expect(spellings.map((spelling) => normaliseTerm(spelling))).toEqual(spellings.map(() => term));
});

test('endings make one term of gender and number', () => {
  const spellings = ['melancólico', 'melancólica', 'Melancólicos', 'melancolicas'];
  expect(spellings.map((spelling) => normaliseTerm(spelling, spanish))).toEqual(spellings.map(() => 'melancolico'));
});

test('a word too short to inflect stays as it is', () => {
  expect(normaliseTerm('rosa sola a', spanish)).toBe('rososoloa');
  expect(normaliseTerm('las', spanish)).toBe('las');
});

test('C and C# are two terms', () => {
  expect(normaliseTerm('C')).not.toBe(normaliseTerm('C#'));
});
