import {
  type DomainDefinition,
  type SearchLanguage,
  searchTextsOf,
  searchVersionOf,
  searchWords,
} from '@jophiel/domain';
import type { Metadata } from '@jophiel/vectors';

/** PostgreSQL limits the size of an indexed text. */
const MAX_TEXT_LENGTH = 10_000;
const MAX_TEXTS = 100;

export interface TextGroup {
  readonly weight: 'A' | 'B' | 'C' | 'D';
  readonly language: SearchLanguage;
}

export interface SearchIndex {
  /** Hash of the search settings in the definition. */
  readonly id: string;
  readonly groups: readonly TextGroup[];
  /** One text per group: its words, separated by spaces; empty when the metadata has none. */
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

function textsIn(value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list
    .filter((entry): entry is string => typeof entry === 'string')
    .slice(0, MAX_TEXTS)
    .map((text) => text.slice(0, MAX_TEXT_LENGTH));
}
