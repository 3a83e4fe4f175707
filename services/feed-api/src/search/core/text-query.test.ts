import { expect, test } from 'vitest';
import { type Lexeme, textQueryOf } from './text-query.ts';

const word = (place: number, ...queries: readonly string[]): Lexeme[] => queries.map((query) => ({ place, query }));

test.each<[string, Lexeme[], string | undefined]>([
  [
    'all words, each in any language',
    [...word(0, "'dark'", "'dark'"), ...word(1, "'drum'", "'drums'")],
    "('dark') & ('drum' | 'drums')",
  ],
  ['without a word that one language does not index', [...word(0, '', "'the'"), ...word(1, "'drum'")], "('drum')"],
  ['with it, where there are only such', word(0, '', "'it'"), "('it')"],
  ['nothing, where no language indexes anything', word(0, '', ''), undefined],
  ['nothing for no words', [], undefined],
  [
    'spellings of one word as alternatives',
    [...word(0, "'giutar':*"), ...word(0, "'guitar'")],
    "('giutar':* | 'guitar')",
  ],
])('asks for %s', (_, lexemes, query) => {
  expect(textQueryOf(lexemes)).toBe(query);
});
