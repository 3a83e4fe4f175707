import { type Fault, faultAt } from '@jophiel/errors';
import type { DomainDefinition } from './definition.ts';
import { type InteractionMeaning, interactionMeanings } from './interaction-events.ts';
import { type InteractionTraits, tasteTraits, type TasteTrait, traitsOf } from './interaction-traits.ts';
import { SEED, seedTrait } from './seeds.ts';

/** All that counts in a taste: interactions, and seeds where they are on. By the name that signals have. */
export function signalTraits(
  definition: Pick<DomainDefinition, 'interactions' | 'seeds'>,
): ReadonlyMap<string, TasteTrait> {
  const seed = seedTrait(definition);
  const interactions = tasteTraits(definition.interactions);
  return seed === undefined ? interactions : new Map([...interactions, [SEED, seed]]);
}

/** What each name means that a signal can have: those of interactions, and that of seeds where they are on. */
export function signalMeanings(definition: DomainDefinition): ReadonlyMap<string, InteractionMeaning> {
  const meanings = interactionMeanings(definition);
  const taste = seedTrait(definition);
  if (taste === undefined) return meanings;
  const traits: InteractionTraits = {
    fold: { as: 'latest' },
    subject: { sampleId: 'sample_id' },
    undo: undefined,
    taste,
    reaction: 'immediate',
  };
  return new Map([...meanings, [SEED, { name: SEED, traits, undoes: false }]]);
}

/** An interaction of that name would be taken for a seed. */
export function seedFaults(definition: DomainDefinition): Fault[] {
  const fault = (path: string) =>
    faultAt(definition, path, `cannot have the name "${SEED}", which is that of seeds; choose another name`);
  return Object.entries(definition.interactions).flatMap(([name, interaction]) => [
    ...(name === SEED ? [fault(`/interactions/${name}`)] : []),
    ...(traitsOf(interaction).undo?.name === SEED ? [fault(`/interactions/${name}/undo`)] : []),
  ]);
}
