import Type, { type Static } from 'typebox';
import { closed } from '../closed.ts';
import { OutsideId, TIMESTAMP } from '../ids.ts';

export const MAX_SEED_SAMPLES = 100;
/** Limit for the terms of one feature, as in an item's metadata. */
export const MAX_SEED_TERMS = 100;
const MAX_TERM_LENGTH = 100;

export const SeedTerms = Type.Record(
  Type.String(),
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_TERM_LENGTH }), { maxItems: MAX_SEED_TERMS }),
  { description: 'Terms by the name of their feature in the domain definition, such as { "genre": ["trap"] }.' },
);

export type SeedTerms = Static<typeof SeedTerms>;

/** Body of `PUT /v1/users/{user_id}/seeds`. It replaces all seeds of the user; an empty one removes them. */
export const SeedsBody = Type.Object(
  {
    sample_ids: Type.Optional(
      Type.Array(OutsideId, {
        maxItems: MAX_SEED_SAMPLES,
        description: 'Samples that the user chose; one that is not known yet counts from its analysis on.',
      }),
    ),
    terms: Type.Optional(SeedTerms),
    event_timestamp: Type.Optional(
      Type.String({
        pattern: TIMESTAMP,
        description: 'When the user chose them, with a time zone; now when absent. The latest choice counts.',
      }),
    ),
  },
  closed,
);
export type SeedsBody = Static<typeof SeedsBody>;

/** Answer of a PUT: the choice is committed and fsynced. */
export const SeedsAccepted = Type.Object({
  event_id: Type.String(),
  status: Type.Enum(['accepted', 'duplicate']),
});
export type SeedsAccepted = Static<typeof SeedsAccepted>;

/** The latest choice of a user. */
export const ChosenSeeds = Type.Object({
  sample_ids: Type.Array(OutsideId),
  terms: SeedTerms,
  event_timestamp: Type.Union([Type.String(), Type.Null()], {
    description: 'When the user chose them; null for a user who never did.',
  }),
});

export const SeedsAnswer = Type.Object({ user_id: OutsideId, ...ChosenSeeds.properties });
export type SeedsAnswer = Static<typeof SeedsAnswer>;
