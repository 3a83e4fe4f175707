import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

/** Those that PostgreSQL has word stems for, and `simple`, which takes words as they are. */
const SearchLanguage = Type.Enum([
  'simple',
  'arabic',
  'armenian',
  'basque',
  'catalan',
  'danish',
  'dutch',
  'english',
  'finnish',
  'french',
  'german',
  'greek',
  'hindi',
  'hungarian',
  'indonesian',
  'irish',
  'italian',
  'lithuanian',
  'nepali',
  'norwegian',
  'portuguese',
  'romanian',
  'russian',
  'serbian',
  'spanish',
  'swedish',
  'tamil',
  'turkish',
  'yiddish',
]);

const SearchText = Type.Object(
  {
    key: Type.String({
      minLength: 1,
      description: 'A key of the metadata, whose value is a text or an array of texts.',
    }),
    weight: Type.Enum(['A', 'B', 'C', 'D'], {
      description: 'How much a word counts that stands there: 1, 0.4, 0.2 or 0.1.',
    }),
    languages: Type.Array(SearchLanguage, {
      minItems: 1,
      uniqueItems: true,
      description: 'Of which the text may be; its words are found in every inflection of these.',
    }),
  },
  closed,
);

/** What of an item's metadata can be searched. */
export const Search = Type.Object({ texts: Type.Array(SearchText, { minItems: 1 }) }, closed);

/** The parts of a definition that say what is searched. */
interface Searched {
  readonly search?: Static<typeof Search> | undefined;
  readonly item: { readonly titleKeys: readonly string[] };
}

export type SearchLanguage = Static<typeof SearchLanguage>;
export type SearchText = Static<typeof SearchText>;

/** The texts that are searched: those that the definition names, or the titles, as they are written. */
export function searchTextsOf({ search, item }: Searched): readonly SearchText[] {
  return search?.texts ?? item.titleKeys.map((key) => ({ key, weight: 'A', languages: ['simple'] }));
}

/** Changes when other words are made of the same texts, so that all are made anew. */
const FOLDING = 1;

/** A hash of what is searched and how: texts that were indexed by another one are made anew. */
export function searchVersionOf(domain: Searched): string {
  return createHash('sha256')
    .update(JSON.stringify([FOLDING, searchTextsOf(domain)]))
    .digest('hex')
    .slice(0, 16);
}

const COMBINING_MARKS = /\p{M}+/gu;
const NOT_A_LETTER_OR_DIGIT = /[^\p{L}\p{N}]+/gu;
/** What is longer is no word that anybody types, and more than PostgreSQL indexes. */
const MAX_WORD_LENGTH = 60;

/**
 * The words of a text, in order: case, accents and everything but letters and digits folded away. For texts that are
 * stored and for what is sought alike, so that `Canción`, `cancion` and `CANCIÓN!` are one word, and no character of a
 * query has a meaning of its own.
 */
export function searchWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replaceAll(COMBINING_MARKS, '')
    .toLowerCase()
    .replaceAll(NOT_A_LETTER_OR_DIGIT, ' ')
    .split(' ')
    .filter((word) => word !== '' && word.length <= MAX_WORD_LENGTH);
}
