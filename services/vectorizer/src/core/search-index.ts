import {
  type DomainDefinition,
  type SearchLanguage,
  searchTextsOf,
  searchVersionOf,
  searchWords,
} from '@jophiel/domain';
import type { Metadata } from '@jophiel/vectors';

/** More of one text is no description any more, and PostgreSQL indexes only so much. */
const LONGEST_TEXT = 10_000;
const MAX_TEXTS = 100;

/** Texts that are indexed alike. */
export interface TextGroup {
  readonly weight: 'A' | 'B' | 'C' | 'D';
  readonly language: SearchLanguage;
}

/** How the metadata of an item becomes searchable. */
export interface SearchIndex {
  /** A hash of what the definition says of it. */
  readonly id: string;
  readonly groups: readonly TextGroup[];
  /** For each group its words, separated by spaces; empty when the metadata has none. */
  textsOf(metadata: Metadata): string[];
}

export function searchIndexOf(domain: DomainDefinition): SearchIndex {
  const groups = new Map<string, TextGroup & { readonly keys: string[] }>();
  for (const { key, weight, languages } of searchTextsOf(domain)) {
    for (const language of languages) {
      const name = `${weight} ${language}`;
      const group = groups.get(name) ?? { weight, language, keys: [] };
      group.keys.push(key);
      groups.set(name, group);
    }
  }
  const ordered = [...groups.values()];
  return {
    id: searchVersionOf(domain),
    groups: ordered,
    textsOf: (metadata) =>
      ordered.map(({ keys }) =>
        keys
          .flatMap((key) => textsIn(metadata[key]))
          .flatMap(searchWords)
          .join(' '),
      ),
  };
}

/** A text, or an array that holds texts; everything else says nothing. */
function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list
    .filter((entry): entry is string => typeof entry === 'string')
    .slice(0, MAX_TEXTS)
    .map((text) => text.slice(0, LONGEST_TEXT));
}
