import type { DomainDefinition } from './definition.ts';
import type { Interaction } from './interactions.ts';

/** What an event's interaction name means: which interaction of the definition, and whether it does or undoes it. */
export interface InteractionMeaning {
  readonly name: string;
  readonly interaction: Interaction;
  readonly undoes: boolean;
}

/**
 * How much one such event adds to the taste at the moment it happens. Undefined for what has no weight of its own: an undo
 * (it takes back what the interaction added), a follow, an exposure, a record.
 */
export function weightOf({ interaction, undoes }: InteractionMeaning): number | undefined {
  return undoes || !('weight' in interaction) ? undefined : interaction.weight;
}

/** What an interaction is about, each part with the key of the payload that names it. */
export type SubjectKeys = Readonly<Partial<Record<'sampleId' | 'creatorId' | 'collectionId', string>>>;

/** The keys that an interaction's payload has besides `user_id`, by what they name. */
export function subjectKeysOf({ interaction, undoes }: InteractionMeaning): SubjectKeys {
  switch (interaction.kind) {
    case 'follow':
      return { creatorId: undoes ? interaction.undoCreatorKey : interaction.creatorKey };
    case 'collect':
      return { sampleId: 'sample_id', collectionId: interaction.collectionKey };
    case 'toggle':
    case 'repeat':
    case 'exposure':
    case 'record':
      return { sampleId: 'sample_id' };
    default:
      return interaction satisfies never;
  }
}

/** From each name that an event can carry (like, unlike, …) to its meaning. */
export function interactionMeanings(definition: DomainDefinition): ReadonlyMap<string, InteractionMeaning> {
  const meanings = new Map<string, InteractionMeaning>();
  for (const [name, interaction] of Object.entries(definition.interactions)) {
    meanings.set(name, { name, interaction, undoes: false });
    if ('undo' in interaction) meanings.set(interaction.undo, { name, interaction, undoes: true });
  }
  return meanings;
}
