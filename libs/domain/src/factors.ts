import Type from 'typebox';

/** A sum of co-interaction beyond this, up or down, counts as this. */
export const MAX_CO_INTERACTION = 5;

/**
 * The factors of ScoreFinal, in the order in which they are added up: the fields that each has in a definition's `scoring`,
 * the most that it adds to a score with a weight of 1, and its part of an explanation in answers. libs/scoring computes them. The search for candidates
 * (libs/candidates) has an expression of its own of what orders them: a factor that matters there is added to it too.
 */
const scoreFinalSchemas = {
  similarity: { weights: { similarity: Type.Number({ minimum: 0 }) }, largest: 1, part: Type.Number() },
  following: { weights: { following: Type.Number({ minimum: 0 }) }, largest: 1, part: Type.Number() },
  novelty: {
    weights: { novelty: Type.Number({ minimum: 0 }), noveltyHalfLifeDays: Type.Number({ exclusiveMinimum: 0 }) },
    largest: 1,
    part: Type.Number({ description: 'As of when the feed was ranked.' }),
  },
  penalty: {
    weights: {
      decidedPenalty: Type.Number({ maximum: 0, description: 'Added once the user has decided on the item.' }),
    },
    largest: 0,
    part: Type.Number({ description: 'Below 0 once the user has decided on the sample.' }),
  },
} as const;

const learnedWeight = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

/**
 * The factors of the second sum, which is learned from what users do and never part of ScoreFinal. Their weights are
 * optional: a factor without one, or with 0, is off.
 */
const learnedSchemas = {
  coInteraction: {
    weights: {
      coInteraction: learnedWeight(
        'Weight of what the users who like the same items like beside them; 0, the default, turns it off.',
      ),
    },
    largest: MAX_CO_INTERACTION,
    part: Type.Number({ description: 'What the items that the user likes say about this one.' }),
  },
  popularity: {
    weights: {
      popularity: learnedWeight(
        'Weight of how many users like an item; fades with the number of items that the user likes; 0, the default, turns it off.',
      ),
    },
    largest: 1,
    part: Type.Number({ description: 'How many users like it; less the more is known of this user.' }),
  },
  creatorAffinity: {
    weights: {
      creatorAffinity: learnedWeight(
        "Weight of the creator's share of the items that the user likes; 0, the default, turns it off.",
      ),
    },
    largest: 1,
    part: Type.Number({ description: "The creator's share of the items that the user likes." }),
  },
} as const;

export const factorSchemas = { ...scoreFinalSchemas, ...learnedSchemas };

type Schemas = typeof factorSchemas;

export type FactorName = keyof Schemas;
export type ScoreFinalFactor = keyof typeof scoreFinalSchemas;
export type LearnedFactor = keyof typeof learnedSchemas;

export const factorNames = Object.keys(factorSchemas) as readonly FactorName[];
export const scoreFinalFactors = Object.keys(scoreFinalSchemas) as readonly ScoreFinalFactor[];
/** In this order a stored feed has the parts of its learned sums. */
export const learnedFactors = Object.keys(learnedSchemas) as readonly LearnedFactor[];

type IntersectionOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The fields of all factors in a definition's `scoring`. */
export const factorWeights = Object.assign(
  {},
  ...Object.values(factorSchemas).map(({ weights }) => weights),
) as IntersectionOf<Schemas[FactorName]['weights']>;

/** The parts of all factors in an explanation. */
export const factorParts = Object.fromEntries(factorNames.map((name) => [name, factorSchemas[name].part])) as {
  readonly [Name in FactorName]: Schemas[Name]['part'];
};

/** The parts of the learned factors alone. */
export const learnedParts = Object.fromEntries(learnedFactors.map((name) => [name, learnedSchemas[name].part])) as {
  readonly [Name in LearnedFactor]: (typeof learnedSchemas)[Name]['part'];
};
