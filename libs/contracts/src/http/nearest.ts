import Type, { type Static, type TSchema } from 'typebox';
import { closed } from '../closed.ts';
import { OutsideId, Timestamp } from '../ids.ts';
import { Problem } from './problem.ts';
import type { RequestContract } from '../request-contract.ts';

/** The NATS subject on which the ann service answers the same bodies as over HTTP. */
export const NEAREST_SUBJECT = 'ann.nearest';

export const nearestRequest: RequestContract = {
  subject: NEAREST_SUBJECT,
  summary: 'The nearest samples of vectors or samples, as `POST /v1/nearest` answers.',
};

/** Bounds of a body of the ann service, and of one query in it. */
export const nearestBounds = {
  queries: 256,
  k: 10_000,
  upToCreators: 10_000,
  exclude: 10_000,
  creators: 10_000,
  samples: 500,
} as const;

/** Of a vector: indices of dimensions are uint16. */
const MAX_DIMENSIONS = 65_536;

const Filter = Type.Object(
  {
    creators: Type.Optional(
      Type.Array(OutsideId, { maxItems: nearestBounds.creators, description: 'By one of these creators.' }),
    ),
    tokens: Type.Optional(
      Type.Array(Type.Array(Type.String({ maxLength: 256 }), { minItems: 1, maxItems: 100 }), {
        maxItems: 8,
        description: 'With one feature token of each of these groups, such as ["genre:trap"].',
      }),
    ),
  },
  closed,
);

/** What is sought: the samples with the highest `similarity·cosine + novelty·2^(−age/half-life)`. */
export const NearestQuery = Type.Object(
  {
    vector: Type.Optional(
      Type.Union(
        [
          Type.Array(Type.Number(), { minItems: 1, maxItems: MAX_DIMENSIONS }),
          Type.String({ minLength: 1, maxLength: Math.ceil((MAX_DIMENSIONS * 4) / 3) * 4 }),
        ],
        {
          description:
            'Of length 1, one number for each dimension of the layout: an array, or the same as float32, little endian, in base64. Either this or samples.',
        },
      ),
    ),
    samples: Type.Optional(
      Type.Array(OutsideId, {
        minItems: 1,
        maxItems: nearestBounds.samples,
        description:
          'The mean of these samples is the vector; they are no answers. Those that are unknown are left out.',
      }),
    ),
    k: Type.Integer({ minimum: 1, maximum: nearestBounds.k, description: 'How many samples to answer with.' }),
    up_to_creators: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: nearestBounds.upToCreators,
        description:
          'The answer ends with the first sample of so many creators, where k has not ended it before: for who wants no more than the best of each.',
      }),
    ),
    similarity: Type.Optional(Type.Number({ minimum: 0, description: 'Weight of the cosine, 1 by default.' })),
    novelty: Type.Optional(Type.Number({ minimum: 0, description: 'Weight of the novelty, 0 by default.' })),
    now: Type.Optional(Timestamp),
    exclude: Type.Optional(
      Type.Array(OutsideId, { maxItems: nearestBounds.exclude, description: 'Samples that are no answer.' }),
    ),
    filter: Type.Optional(Filter),
  },
  closed,
);
export type NearestQuery = Static<typeof NearestQuery>;

export const NearestBody = Type.Object(
  {
    layout: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Of the vectors: those of another layout are not compared, but refused as LAYOUT_NOT_SERVED.',
    }),
    queries: Type.Array(NearestQuery, { minItems: 1, maxItems: nearestBounds.queries }),
    form: Type.Optional(
      Type.Enum(['rows', 'columns', 'ids'], {
        description:
          'How answers are written: rows, which is the default, as arrays of sample_id and score; columns as one array of sample_ids and one of scores, a third of the bytes; ids as arrays of sample ids without scores.',
      }),
    ),
  },
  closed,
);
export type NearestBody = Static<typeof NearestBody>;

const ScoredSamples = Type.Array(Type.Object({ sample_id: OutsideId, score: Type.Number() }), {
  description: 'The best first.',
});

const SampleColumns = Type.Object(
  { sample_ids: Type.Array(OutsideId), scores: Type.Array(Type.Number()) },
  { description: 'The best first; the score of an id stands at its place in scores.' },
);

const SampleIds = Type.Array(OutsideId, { description: 'The best first.' });

const answerOf = <Answer extends TSchema>(answer: Answer) =>
  Type.Object({
    layout: Type.String(),
    size: Type.Integer({ description: 'How many samples can be found.' }),
    answers: Type.Array(answer, { description: 'One for each query, in their order.' }),
  });

/** The answer in rows. */
export const NearestAnswer = answerOf(ScoredSamples);
export type NearestAnswer = Static<typeof NearestAnswer>;

/** The answer in columns. */
export const NearestColumns = answerOf(SampleColumns);
export type NearestColumns = Static<typeof NearestColumns>;

/** The answer in ids. */
export const NearestIds = answerOf(SampleIds);
export type NearestIds = Static<typeof NearestIds>;

/** What comes back over NATS, where there is no status, to whoever asks for ids. */
export const NearestIdsReply = Type.Union([NearestIds, Problem]);

export const SampleParameters = Type.Object({ sample_id: Type.String({ minLength: 1, maxLength: 128 }) });

export const SampleNearestQuery = Type.Object({
  k: Type.Integer({ minimum: 1, maximum: nearestBounds.k, default: 20, description: 'How many samples.' }),
  layout: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Without it, of the layout that is complete.' }),
  ),
});

export const SampleNearestAnswer = Type.Object({
  sample_id: OutsideId,
  layout: Type.String(),
  samples: ScoredSamples,
});
