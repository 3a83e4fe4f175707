import { type DomainDefinition, type InteractionMeaning, interactionMeanings, tasteTraits } from '@jophiel/domain';
import { layoutOf } from '@jophiel/vectors';

/** What the fold needs from the definition. */
export interface FoldOptions {
  readonly meanings: ReadonlyMap<string, InteractionMeaning>;
  readonly layout: string;
  readonly dimensions: number;
  /** Interactions that add to a taste. */
  readonly counting: readonly string[];
  /** The position at which an item counts 1/e; undefined where positions do not count. See `positionFactors`. */
  readonly positionScale: number | undefined;
}

export function foldOptionsOf(domain: DomainDefinition): FoldOptions {
  const { id, dimensions } = layoutOf(domain.features);
  const counting = [...tasteTraits(domain.interactions).keys()];
  const positionScale = domain.recency?.positionScale;
  return { meanings: interactionMeanings(domain), layout: id, dimensions, counting, positionScale };
}
