import type { DomainDefinition } from '@jophiel/domain';
import {
  dotSparse,
  type FeatureToken,
  layoutOf,
  type Metadata,
  cachedByText,
  type SparseVector,
  tokenName,
  tokenVector,
  vectorise,
} from '@jophiel/vectors';

export interface Vectorised {
  readonly vector: SparseVector;
  readonly layout: string;
  readonly features: Readonly<Record<string, number>>;
  readonly tokens: readonly FeatureToken[];
}

export type Vectoriser = (metadata: Metadata) => Vectorised;

/** More tokens than a catalogue of a million uses often; about ten megabytes. */
const MAX_CACHED_TOKENS = 20_000;

export function vectoriserOf(domain: DomainDefinition): Vectoriser {
  const layout = layoutOf(domain.features);
  const shareIn = cachedByText(MAX_CACHED_TOKENS, (name) => shareOf(tokenVector(layout, name)));
  return (metadata) => {
    const { vector, tokens } = vectorise(layout, metadata);
    const features: Record<string, number> = {};
    for (const token of tokens) {
      const name = tokenName(token);
      features[name] = shareIn(name)(vector);
    }
    return { vector, layout: layout.id, features, tokens };
  };
}

/** Cosine of a token's own vector with an item's, rounded to the precision that candidate order needs. */
function shareOf(token: SparseVector | undefined): (vector: SparseVector) => number {
  if (token === undefined) return () => 0;
  const whole = dotSparse(token, token);
  return (vector) => Math.round((dotSparse(vector, token) / whole) * 10_000) / 10_000;
}
