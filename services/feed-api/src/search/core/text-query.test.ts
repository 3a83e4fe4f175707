import fc from 'fast-check';
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

test('of whatever lexemes, every word that counts is asked for once, by all that stands for it', () => {
  const lexemes = fc.array(
    fc.record({ place: fc.integer({ min: 0, max: 5 }), query: fc.constantFrom('', "'a'", "'b'", "'c':*") }),
  );
  fc.assert(
    fc.property(lexemes, (each) => {
      const queriesOf = (place: number) => each.filter((one) => one.place === place).map(({ query }) => query);
      const indexed = [0, 1, 2, 3, 4, 5].filter((place) => queriesOf(place).some((query) => query !== ''));
      const telling = indexed.filter((place) => !queriesOf(place).includes(''));
      const asked = textQueryOf(each)?.split(' & ') ?? [];
      expect(asked).toHaveLength((telling.length > 0 ? telling : indexed).length);
      const groups = (telling.length > 0 ? telling : indexed).map((place) =>
        [...new Set(queriesOf(place).filter((query) => query !== ''))].sort(),
      );
      const sorted = (lists: string[][]) => lists.map((list) => list.join()).sort();
      expect(sorted(asked.map((group) => group.slice(1, -1).split(' | ').sort()))).toEqual(sorted(groups));
    }),
  );
});
