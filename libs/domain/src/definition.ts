import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { Experiment } from './experiments.ts';
import { Exploration } from './exploration.ts';
import type { Feature } from './features.ts';
import type { Interaction } from './interactions.ts';
import { Ranking } from './ranking.ts';
import { Recency } from './recency.ts';
import { Related } from './related.ts';
import { Scoring } from './scoring.ts';
import { Search } from './search.ts';
import { Seeds } from './seeds.ts';
import { Senders } from './senders.ts';
import { Variety } from './variety.ts';

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

/** Whom a new item reaches within moments; everybody else gets it with the next batch. */
export const Audience = Type.Object(
  {
    nearest: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      description: 'So many users at most whose taste is nearest to the item.',
    }),
    followers: Type.Integer({
      minimum: 0,
      maximum: 10_000,
      description: "So many followers of the item's creator at most, the most recently active first.",
    }),
    publishedWithinHours: Type.Number({
      exclusiveMinimum: 0,
      description: 'An item that was published longer ago is no news.',
    }),
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

/** Which interactions are those that a platform keeps lists of, and compares with Jophiel's. */
export const Sync = Type.Object(
  {
    likes: Type.Optional(Type.String({ description: 'A toggle: the pairs of user and sample that are on.' })),
    follows: Type.Optional(Type.String({ description: 'A follow: the pairs of user and creator.' })),
  },
  closed,
);

/** The parts whose shape does not depend on a kind; features and interactions are checked one by one, by their kind. */
export const DefinitionFrame = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }),
    description: Type.Optional(Type.String()),
    senders: Type.Optional(Senders),
    ids: Type.Enum(['integer', 'string'], { description: "The type of the platform's ids, in and out." }),
    item: ItemRules,
    features: Type.Array(Type.Object({ kind: Type.String() }), { minItems: 1 }),
    search: Type.Optional(Search),
    interactions: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$' }), Type.Object({ kind: Type.String() })),
    seeds: Type.Optional(Seeds),
    scoring: Scoring,
    ranking: Type.Optional(Ranking),
    related: Type.Optional(Related),
    experiments: Type.Optional(
      Type.Array(Experiment, { description: 'Other ways to rank, each tried on some of the users.' }),
    ),
    audience: Type.Optional(Audience),
    recency: Type.Optional(Recency),
    variety: Type.Optional(Variety),
    exploration: Type.Optional(Exploration),
    feed: Feed,
    trending: Trending,
    sync: Type.Optional(Sync),
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
