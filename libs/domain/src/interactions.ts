import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

/** When a recorded interaction moves the user's feed: at once, after a few of its like, or with the next batch. */
const Reaction = Type.Union([
  Type.Literal('immediate'),
  Type.Literal('batch'),
  Type.Object(
    {
      after: Type.Integer({ minimum: 1, description: 'So many interactions …' }),
      withinMinutes: Type.Number({ exclusiveMinimum: 0, description: '… within so many minutes move the feed.' }),
    },
    closed,
  ),
]);

const taste = {
  weight: Type.Number({
    minimum: -100,
    maximum: 100,
    description:
      'How much one such interaction adds to the taste at the moment it happens; negative for aversion. Each event is recorded with the weight of its time. A change counts for what is folded from then on; `events:replay` folds the log again with it.',
  }),
  halfLifeDays: Type.Number({
    minimum: 0.01,
    maximum: 36500,
    description: 'An interaction of this age, in days, counts half.',
  }),
  definitive: Type.Boolean({
    description: 'Whether the user has thereby decided on the item, so that it is not recommended again.',
  }),
};

const InteractionName = Type.String({ pattern: '^[a-z][a-z0-9_]*$' });

/** On or off per user and item; the latest of the two events wins, whatever the order of arrival. */
export const ToggleInteraction = Type.Object(
  { kind: Type.Literal('toggle'), undo: InteractionName, ...taste, reaction: Reaction },
  closed,
);

/** On or off per user, item and collection, such as a sample on a board. */
export const CollectInteraction = Type.Object(
  {
    kind: Type.Literal('collect'),
    undo: InteractionName,
    collectionKey: Type.String({ minLength: 1 }),
    ...taste,
    reaction: Reaction,
  },
  closed,
);

/** Counts each time it happens, such as a play. */
export const RepeatInteraction = Type.Object({ kind: Type.Literal('repeat'), ...taste, reaction: Reaction }, closed);

/** One user follows another, whose items are then lifted. The two events may name that user by different keys. */
export const FollowInteraction = Type.Object(
  {
    kind: Type.Literal('follow'),
    undo: InteractionName,
    creatorKey: Type.String({ minLength: 1 }),
    undoCreatorKey: Type.String({ minLength: 1 }),
    reaction: Reaction,
  },
  closed,
);

/** The item was shown to the user. Counted, with older times counting less; says nothing about the taste. */
export const ExposureInteraction = Type.Object(
  { kind: Type.Literal('exposure'), halfLifeDays: taste.halfLifeDays },
  closed,
);

/** Kept in the log, without an effect on the taste. */
export const RecordInteraction = Type.Object({ kind: Type.Literal('record') }, closed);

export const interactionSchemas = {
  toggle: ToggleInteraction,
  collect: CollectInteraction,
  repeat: RepeatInteraction,
  follow: FollowInteraction,
  exposure: ExposureInteraction,
  record: RecordInteraction,
} as const;

export type Reaction = Static<typeof Reaction>;
export type ToggleInteraction = Static<typeof ToggleInteraction>;
export type CollectInteraction = Static<typeof CollectInteraction>;
export type RepeatInteraction = Static<typeof RepeatInteraction>;
export type FollowInteraction = Static<typeof FollowInteraction>;
export type ExposureInteraction = Static<typeof ExposureInteraction>;
export type RecordInteraction = Static<typeof RecordInteraction>;
export type Interaction =
  | ToggleInteraction
  | CollectInteraction
  | RepeatInteraction
  | FollowInteraction
  | ExposureInteraction
  | RecordInteraction;
