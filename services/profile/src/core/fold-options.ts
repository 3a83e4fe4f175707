import { type DomainDefinition, type InteractionMeaning, interactionMeanings } from '@jophiel/domain';
import { layoutOf } from '@jophiel/vectors';

/** What the fold has to know of the domain. */
export interface FoldOptions {
  readonly meanings: ReadonlyMap<string, InteractionMeaning>;
  readonly layout: string;
  readonly dimensions: number;
}

export function foldOptionsOf(domain: DomainDefinition): FoldOptions {
  const { id, dimensions } = layoutOf(domain.features);
  return { meanings: interactionMeanings(domain), layout: id, dimensions };
}
