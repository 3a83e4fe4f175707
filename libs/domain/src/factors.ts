import Type from 'typebox';

/**
 * The factors of ScoreFinal, in the order in which they are added up: the fields that each has in a definition's `scoring`,
 * and its part of an explanation in answers. libs/scoring computes them. The search for candidates
 * (libs/candidates) has an expression of its own of what orders them: a factor that matters there is added to it too. A factor that is added later has optional weights,
 * so that definitions without it stay valid.
 */
export const factorSchemas = {
  similarity: { weights: { similarity: Type.Number({ minimum: 0 }) }, part: Type.Number() },
  following: { weights: { following: Type.Number({ minimum: 0 }) }, part: Type.Number() },
  novelty: {
    weights: { novelty: Type.Number({ minimum: 0 }), noveltyHalfLifeDays: Type.Number({ exclusiveMinimum: 0 }) },
    part: Type.Number({ description: 'As of when the feed was ranked.' }),
  },
  penalty: {
    weights: {
      decidedPenalty: Type.Number({ maximum: 0, description: 'Added once the user has decided on the item.' }),
    },
    part: Type.Number({ description: 'Below 0 once the user has decided on the sample.' }),
  },
} as const;

type Schemas = typeof factorSchemas;

export type FactorName = keyof Schemas;

export const factorNames = Object.keys(factorSchemas) as readonly FactorName[];

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
