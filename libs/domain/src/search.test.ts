import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadDefinition, presets, searchTextsOf, searchWords } from './index.ts';

test.each([
  ['Canción MELANCÓLICA', ['cancion', 'melancolica']],
  ['hip-hop / lo_fi', ['hip', 'hop', 'lo', 'fi']],
  ["rock'n'roll & 808's\\", ['rock', 'n', 'roll', '808', 's']],
  ['🎹 (piano):* | !', ['piano']],
  ['a\u0000b', ['a', 'b']],
  ['ﬁlm Ⅳ', ['film', 'iv']],
  ['ピアノ', ['ヒアノ']],
  ['x'.repeat(61), []],
  ['', []],
])('%j has the words %j', (text, words) => {
  expect(searchWords(text)).toEqual(words);
});

test('words have nothing but letters and digits, and are their own words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      for (const word of searchWords(text)) {
        expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
        expect(searchWords(word)).toEqual([word]);
      }
    }),
  );
});

test.each(presets)('the definition of %s names what is searched', (preset) => {
  expect(searchTextsOf(loadDefinition(preset)).map(({ weight }) => weight)).toEqual(expect.arrayContaining(['A', 'B']));
});

test('a definition that names nothing to search has its titles searched', () => {
  const { search: _, ...definition } = loadDefinition('films');
  expect(searchTextsOf(definition)).toEqual([{ key: 'title', weight: 'A', languages: ['simple'] }]);
});
