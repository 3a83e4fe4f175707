import Type, { type Static } from 'typebox';
import { closed } from '../closed.ts';
import { OutsideId } from '../ids.ts';
import { Explain, FeatureSimilarity } from './explanation.ts';

/** More say nothing new about a board. */
export const MAX_BOARD_SAMPLES = 500;

export const BoardParameters = Type.Object({ board_id: Type.String({ minLength: 1, maxLength: 128 }) });

const Limit = Type.Integer({ minimum: 1, maximum: 100, default: 20 });

/** Besides these a query may have a filter for each feature of the domain definition. */
export const BoardIdeasQuery = Type.Object({
  limit: Limit,
  user_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'Leaves out what this user has decided on.' }),
  ),
  explain: Explain,
});
export type BoardIdeasQuery = Static<typeof BoardIdeasQuery>;

export const BoardIdeasBody = Type.Object(
  {
    sample_ids: Type.Array(OutsideId, {
      minItems: 1,
      maxItems: MAX_BOARD_SAMPLES,
      description: 'What is on the board, also one that Jophiel does not know.',
    }),
    limit: Type.Optional(Limit),
    user_id: Type.Optional(OutsideId),
    filters: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'By features of the domain definition.' }),
    ),
    explain: Explain,
  },
  closed,
);
export type BoardIdeasBody = Static<typeof BoardIdeasBody>;

export const BoardIdeasAnswer = Type.Object({
  board_id: Type.Union([OutsideId, Type.Null()]),
  generated_at: Type.String({ description: 'When the ideas were looked for.' }),
  centres: Type.Array(
    Type.Object({
      samples: Type.Integer({ minimum: 1, description: 'How many samples of the board belong to it.' }),
    }),
    { description: 'What the board is about: one centre, or several where it is about several things.' },
  ),
  samples: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'Similarity to the centre, at most 1.' }),
      centre: Type.Integer({ minimum: 0, description: 'Index of the centre that it is an idea for.' }),
      features: Type.Optional(
        Type.Array(FeatureSimilarity, { description: 'With explain=1: the score, feature by feature.' }),
      ),
    }),
    { description: 'Nothing that is on the board.' },
  ),
  unknown_sample_ids: Type.Array(OutsideId, {
    description: 'Samples of the board without a vector, which had no say.',
  }),
});
export type BoardIdeasAnswer = Static<typeof BoardIdeasAnswer>;
