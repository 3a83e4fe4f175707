import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { Explain, ScoreExplanation, ScoreFinal } from './explanation.ts';
import { PageQuery, Pagination } from './feed.ts';

/** More is no search any more, but a document. */
const LONGEST_QUERY = 200;

export const SearchQuery = Type.Object({
  q: Type.String({
    minLength: 1,
    maxLength: LONGEST_QUERY,
    description:
      'Words, all of which are to be found; of the last one the beginning is enough. Only letters and digits count.',
  }),
  user_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'For whom; without it, for anybody.' }),
  ),
  explain: Explain,
  ...PageQuery.properties,
});
export type SearchQuery = Static<typeof SearchQuery>;

const head = {
  user_id: Type.Union([OutsideId, Type.Null()]),
  generated_at: Type.String({ description: 'When the search was made.' }),
};

/** How each half of a score came about. */
const SearchExplanations = Type.Optional(
  Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'From 0 to 1.' }),
      parts: Type.Object(
        {
          text: Type.Number({ description: 'From 0 to 0.5, which the best text has.' }),
          recommendation: Type.Number({
            description: 'From 0 for the lowest ScoreFinal of all matches to 0.5 for the highest.',
          }),
        },
        { description: 'They sum to the score.' },
      ),
      score_final: ScoreExplanation,
    }),
    { description: 'With explain=1.' },
  ),
);

export const SearchAnswer = Type.Object({
  ...head,
  sample_ids: Type.Array(OutsideId),
  pagination: Pagination,
  explanations: SearchExplanations,
});
export type SearchAnswer = Static<typeof SearchAnswer>;

export const SearchPointsAnswer = Type.Object({
  ...head,
  samples: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'From 0 to 1: half by the text, half by ScoreFinal.' }),
      score_final: ScoreFinal,
    }),
  ),
  pagination: Pagination,
  explanations: SearchExplanations,
});
export type SearchPointsAnswer = Static<typeof SearchPointsAnswer>;
