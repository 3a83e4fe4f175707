import type { Interaction, Reaction } from './interactions.ts';

/** How an interaction counts in a taste. */
export interface TasteTrait {
  readonly weight: number;
  readonly halfLifeDays: number;
  /** Whether the user has thereby decided on the item. */
  readonly definitive: boolean;
}

/**
 * What the events of an interaction become in a profile: a signal of the latest event, a signal that adds all events up, a
 * follow, or nothing.
 */
export type Fold =
  { readonly as: 'latest' | 'follow' | 'nothing' } | { readonly as: 'sum'; readonly halfLifeDays: number };

/** What an interaction is about, each part with the key of the payload that names it. */
export type SubjectKeys = Readonly<Partial<Record<'sampleId' | 'creatorId' | 'collectionId', string>>>;

/** What all code asks of an interaction, whatever its kind. */
export interface InteractionTraits {
  readonly fold: Fold;
  readonly subject: SubjectKeys;
  /** The event that takes it back; undefined where none does. */
  readonly undo: { readonly name: string; readonly subject: SubjectKeys } | undefined;
  /** Undefined where it says nothing of the taste. */
  readonly taste: TasteTrait | undefined;
  readonly reaction: Reaction;
}

type Kind = Interaction['kind'];
type OfKind<Name extends Kind> = Extract<Interaction, { kind: Name }>;

/** A kind whose schema has an undo, a weight or a reaction says so here too, or it does not compile. */
type TraitsOf<Each> = InteractionTraits & {
  readonly undo: Each extends { undo: string } ? object : undefined;
  readonly taste: Each extends TasteTrait ? object : undefined;
  readonly reaction: Each extends { reaction: infer Own } ? Own : 'batch';
};

const item: SubjectKeys = { sampleId: 'sample_id' };
const plain = { subject: item, undo: undefined, taste: undefined, reaction: 'batch' } as const;

const traits: { readonly [Name in Kind]: (interaction: OfKind<Name>) => TraitsOf<OfKind<Name>> } = {
  toggle: (each) => ({
    fold: { as: 'latest' },
    subject: item,
    undo: { name: each.undo, subject: item },
    taste: each,
    reaction: each.reaction,
  }),
  collect: (each) => {
    const subject = { ...item, collectionId: each.collectionKey };
    return {
      fold: { as: 'latest' },
      subject,
      undo: { name: each.undo, subject },
      taste: each,
      reaction: each.reaction,
    };
  },
  repeat: (each) => ({
    fold: { as: 'sum', halfLifeDays: each.halfLifeDays },
    subject: item,
    undo: undefined,
    taste: each,
    reaction: each.reaction,
  }),
  follow: (each) => ({
    fold: { as: 'follow' },
    subject: { creatorId: each.creatorKey },
    undo: { name: each.undo, subject: { creatorId: each.undoCreatorKey } },
    taste: undefined,
    reaction: each.reaction,
  }),
  exposure: (each) => ({ ...plain, fold: { as: 'sum', halfLifeDays: each.halfLifeDays } }),
  record: () => ({ ...plain, fold: { as: 'nothing' } }),
};

export function traitsOf(interaction: Interaction): InteractionTraits {
  const ofKind = traits[interaction.kind] as (each: Interaction) => InteractionTraits;
  return ofKind(interaction);
}

/** The interactions that count in a taste, by name. */
export function tasteTraits(interactions: Readonly<Record<string, Interaction>>): ReadonlyMap<string, TasteTrait> {
  return new Map(
    Object.entries(interactions).flatMap(([name, interaction]) => {
      const { taste } = traitsOf(interaction);
      return taste === undefined ? [] : [[name, taste] as const];
    }),
  );
}
