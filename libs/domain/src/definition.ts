import Type, { type Static } from 'typebox';
import type { Feature } from './features.ts';
import type { Interaction } from './interactions.ts';

const closed = { additionalProperties: false } as const;
const MetadataKey = Type.String({ minLength: 1 });

/** What the metadata says about the item as a whole, apart from its features. */
export const ItemRules = Type.Object(
  {
    titleKeys: Type.Array(MetadataKey, { description: 'The first of these that is present is shown as the title.' }),
    status: Type.Optional(
      Type.Object(
        {
          key: MetadataKey,
          failed: Type.Array(Type.String(), { description: 'Values that mean: this analysis is no analysis.' }),
        },
        closed,
      ),
    ),
    duplicateOfKey: Type.Optional(MetadataKey),
  },
  closed,
);

/** `ScoreFinal = similarity·w1 + following·w2 + novelty·w3 + penalty`; novelty is 1 at publication and halves. */
export const Scoring = Type.Object(
  {
    similarity: Type.Number({ minimum: 0 }),
    following: Type.Number({ minimum: 0 }),
    novelty: Type.Number({ minimum: 0 }),
    decidedPenalty: Type.Number({ maximum: 0, description: 'Added once the user has decided on the item.' }),
    noveltyHalfLifeDays: Type.Number({ exclusiveMinimum: 0 }),
  },
  closed,
);

export const Feed = Type.Object(
  {
    size: Type.Integer({ minimum: 1, maximum: 1000, description: 'How many items a stored feed holds.' }),
  },
  closed,
);

export const Trending = Type.Object(
  {
    size: Type.Integer({ minimum: 1, maximum: 1000 }),
    halfLifeDays: Type.Number({ exclusiveMinimum: 0, description: 'An interaction this old counts half.' }),
  },
  closed,
);

/** The parts whose shape does not depend on a kind; features and interactions are checked one by one, by their kind. */
export const DefinitionFrame = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    description: Type.Optional(Type.String()),
    ids: Type.Enum(['integer', 'string'], { description: "The type of the platform's ids, in and out." }),
    item: ItemRules,
    features: Type.Array(Type.Object({ kind: Type.String() }), { minItems: 1 }),
    interactions: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$' }), Type.Object({ kind: Type.String() })),
    scoring: Scoring,
    feed: Feed,
    trending: Trending,
  },
  closed,
);

type Frame = Static<typeof DefinitionFrame>;

/**
 * What an item is and what users do with it, on one platform: the only place where a platform's own words stand.
 * Everything else of Jophiel knows items, creators, users, interactions and collections.
 */
export interface DomainDefinition extends Omit<Frame, 'features' | 'interactions'> {
  readonly features: readonly Feature[];
  readonly interactions: Readonly<Record<string, Interaction>>;
}
