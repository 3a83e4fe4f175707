import type { InteractionMeaning } from '@jophiel/domain';

/** An interaction as the fold needs it. */
export interface FoldedInteraction {
  readonly userId: string;
  readonly meaning: InteractionMeaning;
  readonly sampleId: string | undefined;
  readonly creatorId: string | undefined;
  /** Empty where there is none. */
  readonly collectionId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly eventId: string;
}

export interface NamedInteraction extends Omit<FoldedInteraction, 'meaning' | 'collectionId'> {
  /** As the event named it: like, unlike … */
  readonly name: string;
  readonly collectionId: string | undefined;
}

/** Undefined for what leaves no trace in a profile: what is only recorded, or was known to an earlier definition. */
export function foldedInteraction(
  { name, ...interaction }: NamedInteraction,
  meanings: ReadonlyMap<string, InteractionMeaning>,
): FoldedInteraction | undefined {
  const meaning = meanings.get(name);
  if (meaning === undefined || meaning.interaction.kind === 'record') return undefined;
  return { ...interaction, meaning, collectionId: interaction.collectionId ?? '' };
}
