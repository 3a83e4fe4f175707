import Type, { type Static, type TSchema } from 'typebox';
import { closed } from '../closed.ts';
import { OutsideId, Timestamp } from '../ids.ts';
import { Problem } from './problem.ts';
import type { RequestContract } from '../request-contract.ts';

/** NATS subject on which the ann service answers the same bodies as over HTTP. */
export const NEAREST_SUBJECT = 'ann.nearest';

export const nearestRequest: RequestContract = {
  subject: NEAREST_SUBJECT,
  summary: 'The nearest samples of vectors or samples, as `POST /v1/nearest` answers.',
};

/** Limits of a request to the ann service, and of one query in it. */
export const nearestBounds = {
  queries: 256,
  k: 10_000,
  upToCreators: 10_000,
  exclude: 10_000,
  creators: 10_000,
  samples: 500,
} as const;

/** Dimensions are uint16. */
const MAX_DIMENSIONS = 65_536;

const Filter = Type.Object(
  {
    creators: Type.Optional(
      Type.Array(OutsideId, { maxItems: nearestBounds.creators, description: 'Only samples of these creators.' }),
    ),
    tokens: Type.Optional(
      Type.Array(Type.Array(Type.String({ maxLength: 256 }), { minItems: 1, maxItems: 100 }), {
        maxItems: 8,
        description: 'Only samples with a feature token of each of these groups, such as ["genre:trap"].',
      }),
    ),
  },
  closed,
);

/** Finds the samples with the highest `similarity·cosine + novelty·2^(−age/half-life)`. */
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
            'Vector of length 1, one number per dimension of the layout: an array, or float32, little endian, in base64. Give either this or samples.',
        },
      ),
    ),
    samples: Type.Optional(
      Type.Array(OutsideId, {
        minItems: 1,
        maxItems: nearestBounds.samples,
        description: 'Query by the mean of these samples; the answer excludes them. Unknown samples are ignored.',
      }),
    ),
    k: Type.Integer({ minimum: 1, maximum: nearestBounds.k, description: 'Maximum number of samples in the answer.' }),
    up_to_creators: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: nearestBounds.upToCreators,
        description:
          'The answer ends at the first sample of this many creators, or at k samples. For callers that need only the best of each creator.',
      }),
    ),
    similarity: Type.Optional(Type.Number({ minimum: 0, description: 'Weight of the cosine, 1 by default.' })),
    novelty: Type.Optional(Type.Number({ minimum: 0, description: 'Weight of the novelty, 0 by default.' })),
    now: Type.Optional(Timestamp),
    exclude: Type.Optional(
      Type.Array(OutsideId, { maxItems: nearestBounds.exclude, description: 'Samples to exclude.' }),
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
      description: 'Layout of the vectors; another layout is refused with LAYOUT_NOT_SERVED.',
    }),
    queries: Type.Array(NearestQuery, { minItems: 1, maxItems: nearestBounds.queries }),
    form: Type.Optional(
      Type.Enum(['rows', 'columns', 'ids'], {
        description:
          'Format of the answers. rows (the default): arrays of sample_id and score. columns: one array of sample_ids and one of scores, a third of the bytes. ids: arrays of sample ids without scores.',
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
  { description: 'The best first; scores has the same order.' },
);

const SampleIds = Type.Array(OutsideId, { description: 'The best first.' });

const answerOf = <Answer extends TSchema>(answer: Answer) =>
  Type.Object({
    layout: Type.String(),
    size: Type.Integer({ description: 'Number of samples in the index.' }),
    answers: Type.Array(answer, { description: 'One per query, in order.' }),
  });

export const NearestAnswer = answerOf(ScoredSamples);
export type NearestAnswer = Static<typeof NearestAnswer>;

export const NearestColumns = answerOf(SampleColumns);
export type NearestColumns = Static<typeof NearestColumns>;

export const NearestIds = answerOf(SampleIds);
export type NearestIds = Static<typeof NearestIds>;

/** Reply over NATS, which has no status, to a request for ids. */
export const NearestIdsReply = Type.Union([NearestIds, Problem]);

export const SampleParameters = Type.Object({ sample_id: Type.String({ minLength: 1, maxLength: 128 }) });

export const SampleNearestQuery = Type.Object({
  k: Type.Integer({ minimum: 1, maximum: nearestBounds.k, default: 20, description: 'Maximum number of samples.' }),
  layout: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Layout of the vectors; the complete layout when absent.',
    }),
  ),
});

export const SampleNearestAnswer = Type.Object({
  sample_id: OutsideId,
  layout: Type.String(),
  samples: ScoredSamples,
});
