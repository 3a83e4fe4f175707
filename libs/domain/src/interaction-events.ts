import type { DomainDefinition } from './definition.ts';
import { type InteractionTraits, type SubjectKeys, traitsOf } from './interaction-traits.ts';

/** What an interaction's name means: which interaction of the definition, and whether it does or undoes it. */
export interface InteractionMeaning {
  readonly name: string;
  readonly traits: InteractionTraits;
  readonly undoes: boolean;
}

/**
 * How much one such event adds to the taste at the moment it happens. Undefined for what has no weight of its own: an undo
 * (it takes back what the interaction added), a follow, an exposure, a record.
 */
export function weightOf({ traits, undoes }: InteractionMeaning): number | undefined {
  return undoes ? undefined : traits.taste?.weight;
}

/** The keys that an interaction's payload has besides `user_id`, by what they name. */
export function subjectKeysOf({ traits: { subject, undo }, undoes }: InteractionMeaning): SubjectKeys {
  return undoes ? (undo?.subject ?? subject) : subject;
}

/** From each name that an event can carry (like, unlike, …) to its meaning. */
export function interactionMeanings(definition: DomainDefinition): ReadonlyMap<string, InteractionMeaning> {
  const meanings = new Map<string, InteractionMeaning>();
  for (const [name, interaction] of Object.entries(definition.interactions)) {
    const traits = traitsOf(interaction);
    meanings.set(name, { name, traits, undoes: false });
    if (traits.undo !== undefined) meanings.set(traits.undo.name, { name, traits, undoes: true });
  }
  return meanings;
}
