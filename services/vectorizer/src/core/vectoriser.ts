import type { DomainDefinition } from '@jophiel/domain';
import {
  dotSparse,
  type FeatureToken,
  layoutOf,
  type Metadata,
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

/** Undefined when the metadata says nothing that a feature could read. */
export type Vectoriser = (metadata: Metadata) => Vectorised | undefined;

export function vectoriserOf(domain: DomainDefinition): Vectoriser {
  const layout = layoutOf(domain.features);
  return (metadata) => {
    const { vector, tokens } = vectorise(layout, metadata);
    if (vector.indices.length === 0) return undefined;
    const features = Object.fromEntries(
      tokens.map((token) => {
        const name = tokenName(token);
        return [name, share(vector, tokenVector(layout, name))];
      }),
    );
    return { vector, layout: layout.id, features, tokens };
  };
}

/** How much of the token's own vector is in the item's, rounded to what an order of candidates needs. */
function share(vector: SparseVector, token: SparseVector | undefined): number {
  if (token === undefined) return 0;
  return Math.round((dotSparse(vector, token) / dotSparse(token, token)) * 10_000) / 10_000;
}
