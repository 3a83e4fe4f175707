import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

const Name = Type.String({
  pattern: '^[a-z][a-z0-9_]*$',
  description: 'How the feature is called in explanations, in tokens and in the readable taste.',
});
const Weight = Type.Number({
  exclusiveMinimum: 0,
  maximum: 100,
  description: "Share of the feature in a similarity, relative to the other features' weights.",
});
const MetadataKey = Type.String({ minLength: 1, description: 'A key of the metadata object that the analyser sends.' });

/**
 * Where terms come from: a metadata key whose value is a text, an array of texts, or terms with a strength: { "rock": 12 },
 * [["rock", 12]] or [{ "name": "rock", "weight": 12 }].
 */
const TermSource = Type.Object(
  {
    key: MetadataKey,
    endings: Type.Optional(
      Type.Record(Type.String({ minLength: 1 }), Type.String(), {
        description:
          'Word endings to replace, longest first, in languages that inflect: { "as": "o", "a": "o" } makes one term of melancólica and melancólico.',
      }),
    ),
  },
  closed,
);

const VocabularyEntry = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object(
    {
      term: Type.String({ minLength: 1, description: 'The term as it is shown.' }),
      also: Type.Array(Type.String({ minLength: 1 }), { description: 'Other ways in which it is written.' }),
    },
    closed,
  ),
]);

/** Words: genres, moods, tags. Known ones have a dimension of their own, the rest share hashed dimensions. */
export const TermsFeature = Type.Object(
  {
    kind: Type.Literal('terms'),
    name: Name,
    weight: Weight,
    from: Type.Array(TermSource, { minItems: 1 }),
    strength: Type.Optional(
      Type.Enum(['linear', 'logarithmic'], {
        description:
          'How the strength of a term counts, such as a confidence (linear) or a count (logarithmic: 1 + ln); when absent, a term is there or not.',
      }),
    ),
    vocabulary: Type.Array(VocabularyEntry, {
      description: 'Terms with a dimension of their own. Any other term counts as unknown, unless the list is empty.',
    }),
    hashedDimensions: Type.Integer({
      minimum: 0,
      maximum: 16384,
      description: 'Dimensions shared by the terms outside the vocabulary; with 0 those are only counted.',
    }),
  },
  closed,
);

/** A quantity, spread over soft bins so that near values are similar. */
export const NumberFeature = Type.Object(
  {
    kind: Type.Literal('number'),
    name: Name,
    weight: Weight,
    key: MetadataKey,
    unit: Type.Optional(Type.String()),
    scale: Type.Enum(['linear', 'logarithmic']),
    range: Type.Object({ from: Type.Number(), to: Type.Number() }, closed),
    bins: Type.Integer({ minimum: 2, maximum: 256 }),
    octaves: Type.Optional(
      Type.Object(
        {
          bins: Type.Integer({ minimum: 3, maximum: 256 }),
          share: Type.Number({ minimum: 0, maximum: 1 }),
        },
        {
          ...closed,
          description:
            'For quantities whose double and half are often mistaken for them, such as a tempo: this share of the weight does not tell a value from its double.',
        },
      ),
    ),
  },
  closed,
);

/** A place on a circle of named positions, such as a musical key on the circle of fifths. */
export const CycleFeature = Type.Object(
  {
    kind: Type.Literal('cycle'),
    name: Name,
    weight: Weight,
    key: MetadataKey,
    positions: Type.Array(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), {
      minItems: 3,
      description:
        'Around the circle, neighbours being similar; each position with all its names, the first being shown.',
    }),
    shift: Type.Optional(
      Type.Object(
        {
          key: MetadataKey,
          by: Type.Record(Type.String({ minLength: 1 }), Type.Integer(), {
            description:
              'How many positions a value of the second key moves the first; when absent, all of them count equally.',
          }),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** A list of numbers that an analyser computed, such as an embedding; taken as it is and normalised. */
export const DenseFeature = Type.Object(
  {
    kind: Type.Literal('dense'),
    name: Name,
    weight: Weight,
    key: MetadataKey,
    dimensions: Type.Integer({ minimum: 1, maximum: 4096 }),
  },
  closed,
);

export const featureSchemas = {
  terms: TermsFeature,
  number: NumberFeature,
  cycle: CycleFeature,
  dense: DenseFeature,
} as const;

export type TermsFeature = Static<typeof TermsFeature>;
export type NumberFeature = Static<typeof NumberFeature>;
export type CycleFeature = Static<typeof CycleFeature>;
export type DenseFeature = Static<typeof DenseFeature>;
export type Feature = TermsFeature | NumberFeature | CycleFeature | DenseFeature;
