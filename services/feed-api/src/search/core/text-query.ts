/** A word that is sought, as one language's index may have it. */
export interface Lexeme {
  /** Which word of the request it stands for; alternatives of one word share its place. */
  readonly place: number;
  /** A query in PostgreSQL's notation; empty for a word that the language does not index, such as an article. */
  readonly query: string;
}

/**
 * Finds the samples that have every word, each in any language and spelling. A word that one of the languages does not
 * index is not asked for, unless there are only such.
 * @returns undefined when no language indexes anything of it
 */
export function textQueryOf(lexemes: readonly Lexeme[]): string | undefined {
  const words = new Map<number, { readonly queries: Set<string>; isIndexedByAll: boolean }>();
  for (const { place, query } of lexemes) {
    const word = words.get(place) ?? { queries: new Set<string>(), isIndexedByAll: true };
    if (query === '') word.isIndexedByAll = false;
    else word.queries.add(query);
    words.set(place, word);
  }
  const indexed = [...words.values()].filter(({ queries }) => queries.size > 0);
  const telling = indexed.filter(({ isIndexedByAll }) => isIndexedByAll);
  const asked = telling.length > 0 ? telling : indexed;
  if (asked.length === 0) return undefined;
  return asked.map(({ queries }) => `(${[...queries].join(' | ')})`).join(' & ');
}
