import type { InteractionMeaning } from '@jophiel/domain';

/** An interaction, as the fold takes it. */
export interface FoldedInteraction {
  readonly userId: string;
  readonly meaning: InteractionMeaning;
  readonly sampleId: string | undefined;
  readonly creatorId: string | undefined;
  /** Empty without a collection. */
  readonly collectionId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly eventId: string;
}

export interface NamedInteraction extends Omit<FoldedInteraction, 'meaning' | 'collectionId'> {
  /** The name in the event: like, unlike … */
  readonly name: string;
  readonly collectionId: string | undefined;
}

/** Undefined for interactions that do not change a profile: those only recorded, and those this definition does not know. */
export function foldedInteraction(
  { name, ...interaction }: NamedInteraction,
  meanings: ReadonlyMap<string, InteractionMeaning>,
): FoldedInteraction | undefined {
  const meaning = meanings.get(name);
  if (meaning === undefined || meaning.traits.fold.as === 'nothing') return undefined;
  return { ...interaction, meaning, collectionId: interaction.collectionId ?? '' };
}
