import {
  type DomainDefinition,
  type InteractionMeaning,
  seedTrait,
  signalMeanings,
  signalTraits,
} from '@jophiel/domain';
import { layoutOf, type SparseVector, type Terms, vectoriseTerms } from '@jophiel/vectors';

/** What the fold needs from the definition. */
export interface FoldOptions {
  readonly meanings: ReadonlyMap<string, InteractionMeaning>;
  readonly layout: string;
  readonly dimensions: number;
  /** Names of signals that add to a taste: interactions, and seeds. */
  readonly counting: readonly string[];
  /** The position at which an item counts 1/e; undefined where positions do not count. See `positionFactors`. */
  readonly positionScale: number | undefined;
  /** How seeds count; undefined where they are off. */
  readonly seeds: SeedOptions | undefined;
}

export interface SeedOptions {
  readonly weight: number;
  readonly halfLifeDays: number;
  /** A vector of length 1, or an empty one where no term has a dimension. */
  readonly vectorOf: (terms: Terms) => SparseVector;
}

export function foldOptionsOf(domain: DomainDefinition): FoldOptions {
  const { features } = domain;
  const layout = layoutOf(features);
  const seed = seedTrait(domain);
  return {
    meanings: signalMeanings(domain),
    layout: layout.id,
    dimensions: layout.dimensions,
    counting: [...signalTraits(domain).keys()],
    positionScale: domain.recency?.positionScale,
    seeds:
      seed === undefined
        ? undefined
        : { ...seed, vectorOf: (terms: Terms) => vectoriseTerms(features, layout, terms).vector },
  };
}
