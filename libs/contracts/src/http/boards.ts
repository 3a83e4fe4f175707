import Type, { type Static } from 'typebox';
import { closed } from '../closed.ts';
import { OutsideId } from '../ids.ts';
import { By, Explain, FeatureSimilarity, RelatedParts } from './explanation.ts';

/** More samples add nothing to the centres of a board. */
export const MAX_BOARD_SAMPLES = 500;

export const BoardParameters = Type.Object({ board_id: Type.String({ minLength: 1, maxLength: 128 }) });

const Limit = Type.Integer({ minimum: 1, maximum: 100, default: 20 });

/** A query may also have a filter for each feature of the domain definition. */
export const BoardIdeasQuery = Type.Object({
  limit: Limit,
  user_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'Excludes the samples that this user has decided.' }),
  ),
  by: By,
  explain: Explain,
});
export type BoardIdeasQuery = Static<typeof BoardIdeasQuery>;

export const BoardIdeasBody = Type.Object(
  {
    sample_ids: Type.Array(OutsideId, {
      minItems: 1,
      maxItems: MAX_BOARD_SAMPLES,
      description: 'The samples of the board; Jophiel need not know the board.',
    }),
    limit: Type.Optional(Limit),
    user_id: Type.Optional(OutsideId),
    filters: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Values by features of the domain definition.' }),
    ),
    by: By,
    explain: Explain,
  },
  closed,
);
export type BoardIdeasBody = Static<typeof BoardIdeasBody>;

export const BoardIdeasAnswer = Type.Object({
  board_id: Type.Union([OutsideId, Type.Null()]),
  generated_at: Type.String({ description: 'When the search for ideas ran.' }),
  centres: Type.Array(
    Type.Object({
      samples: Type.Integer({ minimum: 1, description: 'Number of samples of the board in this group.' }),
    }),
    { description: 'The centres of the board: the means of its groups of similar samples.' },
  ),
  samples: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'Above 0: the sum of the parts, or the cosine to the centre alone.' }),
      parts: RelatedParts,
      centre: Type.Integer({ minimum: 0, description: 'Index of the nearest centre.' }),
      features: Type.Optional(
        Type.Array(FeatureSimilarity, { description: 'With explain=1: the cosine, feature by feature.' }),
      ),
    }),
    { description: 'Samples near a centre; excludes the samples of the board.' },
  ),
  unknown_sample_ids: Type.Array(OutsideId, {
    description: 'Samples of the board without a vector; they do not count.',
  }),
});
export type BoardIdeasAnswer = Static<typeof BoardIdeasAnswer>;
