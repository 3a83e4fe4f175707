import { createHash } from 'node:crypto';
import { normaliseTerm, type TermsFeature, vocabularyOf } from '@jophiel/domain';
import { cachedByText } from '../cached-by-text.ts';
import { type Encoder, type Entry, nothing, type Token } from './encoder.ts';
import { strongTermsOf } from './strong-terms.ts';

/** Limit for each feature: more than vocabularies have, and a few megabytes. */
const MAX_CACHED = 20_000;

export function termsEncoder(feature: TermsFeature): Encoder {
  const vocabulary = vocabularyOf(feature);
  const labels = new Map([...vocabulary.values()].map((term) => [term.key, term.label]));
  const vocabularySize = feature.vocabulary.length;

  const encodeToken = cachedByText(MAX_CACHED, (key): readonly Entry[] => {
    const known = vocabulary.get(key);
    if (known !== undefined) return [[known.index, 1]];
    return feature.hashedDimensions === 0 ? [] : hashed(key, vocabularySize, feature.hashedDimensions);
  });
  const tokenOf = (text: string, endings: Readonly<Record<string, string>>): Token | undefined => {
    const key = normaliseTerm(text, endings);
    if (key === '') return undefined;
    // The spelling as it came is tried first: an alias may be written with the ending that the rule would replace.
    const known = vocabulary.get(normaliseTerm(text)) ?? vocabulary.get(key);
    if (known !== undefined) return { key: known.key, label: known.label, known: true };
    return { key, label: text.trim(), known: vocabularySize === 0 };
  };
  const sources = feature.from.map(({ key, endings = {} }) => ({
    key,
    tokenOf: cachedByText(MAX_CACHED, (text) => tokenOf(text, endings)),
  }));

  return {
    dimensions: vocabularySize + feature.hashedDimensions,
    encodeToken,
    label: (key) => labels.get(key) ?? key,
    encode(metadata) {
      const tokens = new Map<string, Token>();
      const strengths = new Map<string, number>();
      for (const source of sources) {
        for (const { text, strength } of strongTermsOf(metadata[source.key])) {
          const token = source.tokenOf(text);
          if (token === undefined) continue;
          if (!tokens.has(token.key)) tokens.set(token.key, token);
          strengths.set(token.key, Math.max(strength, strengths.get(token.key) ?? 0));
        }
      }
      if (tokens.size === 0) return nothing;
      const factorOf = (key: string) => factorIn(feature.strength, strengths.get(key)!);
      return {
        tokens: [...tokens.values()],
        entries: [...tokens.keys()].flatMap((key) => scaled(encodeToken(key), factorOf(key))),
      };
    },
  };
}

/** What a strength counts: nothing more than the term, itself, or `1 + ln` of it; a strength below 1 counts as itself. */
function factorIn(strength: TermsFeature['strength'], value: number): number {
  switch (strength) {
    case undefined:
      return 1;
    case 'linear':
      return value;
    case 'logarithmic':
      return value < 1 ? value : 1 + Math.log(value);
    default:
      return strength satisfies never;
  }
}

function scaled(entries: readonly Entry[], factor: number): readonly Entry[] {
  return factor === 1 ? entries : entries.map(([index, value]) => [index, value * factor] as const);
}

/**
 * Feature hashing (Weinberger et al. 2009) into two dimensions with signs, so that two terms that share one dimension
 * still differ in the other and collisions cancel on average instead of adding up.
 */
function hashed(key: string, offset: number, dimensions: number): Entry[] {
  const digest = createHash('sha256').update(key).digest();
  const sign = (bit: number) => ((digest[8]! >> bit) & 1 ? 1 : -1);
  const first = digest.readUInt32LE(0) % dimensions;
  const second = dimensions === 1 ? 0 : (first + 1 + (digest.readUInt32LE(4) % (dimensions - 1))) % dimensions;
  if (first === second) return [[offset + first, 1]];
  return [
    [offset + first, sign(0) * Math.SQRT1_2],
    [offset + second, sign(1) * Math.SQRT1_2],
  ];
}
