import type { TermsFeature } from './features.ts';
import { normaliseTerm } from './normalise-term.ts';

/** One known term of a feature and its place in the vocabulary. */
export interface KnownTerm {
  readonly index: number;
  /** Normalised; its identity. */
  readonly key: string;
  /** As the definition writes it. */
  readonly label: string;
}

/** From every normalised way of writing to the known term, aliases included. */
export function vocabularyOf(feature: TermsFeature): ReadonlyMap<string, KnownTerm> {
  const known = new Map<string, KnownTerm>();
  feature.vocabulary.forEach((entry, index) => {
    const label = typeof entry === 'string' ? entry : entry.term;
    const term = { index, key: normaliseTerm(label), label };
    for (const spelling of spellings(entry)) known.set(normaliseTerm(spelling), term);
  });
  return known;
}

/** Spellings that two entries claim, each with the position of the second: a term can have one meaning only. */
export function ambiguousSpellings(feature: TermsFeature): { readonly spelling: string; readonly index: number }[] {
  const owner = new Map<string, number>();
  return feature.vocabulary.flatMap((entry, index) =>
    spellings(entry).flatMap((spelling) => {
      const key = normaliseTerm(spelling);
      const first = owner.get(key) ?? index;
      owner.set(key, first);
      return first === index && key !== '' ? [] : [{ spelling, index }];
    }),
  );
}

function spellings(entry: TermsFeature['vocabulary'][number]): string[] {
  return typeof entry === 'string' ? [entry] : [entry.term, ...entry.also];
}
