import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exchanges, mistakes, nearestWords } from './spelling.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ñ'), maxLength: 7 });

test.each([
  ['guitar', 'guitar', 0],
  ['gitar', 'guitar', 1],
  ['guitaar', 'guitar', 1],
  ['guitat', 'guitar', 1],
  ['giutar', 'guitar', 1],
  ['piano', 'drums', 5],
  ['', 'abc', 3],
])('between %s and %s are %i mistakes', (one, other, expected) => {
  expect(mistakes(one, other)).toBe(expected);
});

test('mistakes are as many in either direction, none only in the word itself, and no more than letters', () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      const between = mistakes(one, other);
      expect(mistakes(other, one)).toBe(between);
      expect(between === 0).toBe(one === other);
      expect(between).toBeLessThanOrEqual(Math.max(one.length, other.length));
      expect(between).toBeGreaterThanOrEqual(Math.abs(one.length - other.length));
    }),
  );
});

test('an exchange is one mistake, and none of them is the word', () => {
  fc.assert(
    fc.property(word, (one) => {
      for (const exchanged of exchanges(one)) expect(mistakes(one, exchanged)).toBe(1);
    }),
  );
  expect(exchanges('abc')).toEqual(['bac', 'acb']);
});

test.each([
  ['giutar', ['guitar', 'guitars', 'sitar'], ['guitar']],
  ['hose', ['house', 'horse', 'rose', 'mouse'], ['horse', 'house', 'rose']],
  ['house', ['house', 'mouse'], ['house']],
  ['sintetisadro', ['sintetizador'], ['sintetizador']],
  ['ab', ['abc'], []],
  ['drum', ['piano'], []],
  ['drum', [], []],
])('%s may mean, of %j, %j', (sought, known, expected) => {
  expect(nearestWords(sought, known)).toEqual(expected);
});
