import type { TermsFeature } from '@jophiel/domain';
import { type Layout, tokenName } from '@jophiel/vectors';
import type { Condition } from './filters.ts';
import { type Given, refused } from './refused.ts';

type Encoder = Layout['blocks'][number]['encoder'];

const MAX_TERMS = 20;

/** Reads `trap` or `trap,drill` as any of these terms, with the aliases, accents and endings of metadata. */
export function termsCondition(feature: TermsFeature, encoder: Encoder, given: Given): Condition {
  const terms = given.text.split(',').map((term) => term.trim());
  if (terms.length > MAX_TERMS) throw refused(given, `may name ${MAX_TERMS} terms at most`);
  const keys = new Set(terms.flatMap((term) => keysOf(feature, encoder, { ...given, text: term })));
  return {
    feature: feature.name,
    text: [...keys].sort().join(','),
    tokens: [...keys].map((key) => tokenName({ feature: feature.name, key })),
    holds: (metadata) => encoder.encode(metadata).tokens.some(({ key }) => keys.has(key)),
  };
}

/** A term has one key for each language that it is read in. */
function keysOf({ from, vocabulary, hashedDimensions }: TermsFeature, encoder: Encoder, given: Given): string[] {
  const tokens = from.flatMap(({ key }) => encoder.encode({ [key]: given.text }).tokens);
  if (tokens.length === 0) throw refused(given, 'must be terms of 1 to 100 characters, separated by commas');
  // The feature ignores terms outside its vocabulary, so such a filter is a mistake.
  if (vocabulary.length > 0 && hashedDimensions === 0 && tokens.every(({ known }) => !known))
    throw refused(given, `must be of ${vocabulary.map((entry) => labelOf(entry)).join(', ')}`);
  return tokens.map(({ key }) => key);
}

const labelOf = (entry: TermsFeature['vocabulary'][number]) => (typeof entry === 'string' ? entry : entry.term);
