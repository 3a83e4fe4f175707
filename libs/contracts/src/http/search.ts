import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { Explain, ScoreExplanation, ScoreFinal } from './explanation.ts';
import { PageQuery, Pagination } from './feed.ts';

const MAX_QUERY_LENGTH = 200;

export const SearchQuery = Type.Object({
  q: Type.String({
    minLength: 1,
    maxLength: MAX_QUERY_LENGTH,
    description: 'Words that must all match; the last one matches as a prefix. Only letters and digits count.',
  }),
  user_id: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: 'The user to rank for; an anonymous listener when absent.',
    }),
  ),
  explain: Explain,
  ...PageQuery.properties,
});
export type SearchQuery = Static<typeof SearchQuery>;

const head = {
  user_id: Type.Union([OutsideId, Type.Null()]),
  generated_at: Type.String({ description: 'When the search ran.' }),
};

/** The two halves of each score. */
const SearchExplanations = Type.Optional(
  Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'From 0 to 1.' }),
      parts: Type.Object(
        {
          text: Type.Number({ description: 'From 0 to 0.5 for the best text match.' }),
          recommendation: Type.Number({
            description: 'From 0 for the lowest ScoreFinal of all matches to 0.5 for the highest.',
          }),
        },
        { description: 'Their sum is the score.' },
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
      score: Type.Number({ description: 'From 0 to 1: half from the text, half from ScoreFinal.' }),
      score_final: ScoreFinal,
    }),
  ),
  pagination: Pagination,
  explanations: SearchExplanations,
});
export type SearchPointsAnswer = Static<typeof SearchPointsAnswer>;
