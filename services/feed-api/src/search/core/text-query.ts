export interface Lexeme {
  /** Position in the request; alternatives of one word share it. */
  readonly place: number;
  /** In PostgreSQL's notation; empty for a word that the language does not index, such as an article. */
  readonly query: string;
}

/** Matches samples with every word, in any language. Undefined when no language indexes any of the words. */
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
