import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { ScoreExplanation } from './explanation.ts';

/** Why a sample is not in a feed. Codes are for ever: clients match on them. */
export const absenceCodes = {
  REMOVED: 'It was removed from the platform.',
  DUPLICATE: 'It is a copy of another sample, which stands in its place.',
  NOT_ANALYSED: 'No analysis of it has succeeded yet.',
  BEING_MADE_ANEW: 'Its vector is of a former definition and is being made anew.',
  DECIDED: 'The user has already decided on it.',
  OWN: "It is the user's own.",
  NO_FEED: 'The user has no feed of their own yet and gets what is trending.',
  NEWER_THAN_FEED: 'It was published after the feed was ranked.',
  NO_CANDIDATE: 'It is not among the samples that are looked at for this taste.',
  SCORE_TOO_LOW: 'It scores no better than the last sample of the feed.',
  FEED_OUT_OF_DATE: 'The user has done something since the feed was ranked; the next one may have it.',
  GAVE_WAY: 'It would score well enough, and gave way to the variety of the feed or came after it was ranked.',
} as const;
export type AbsenceCode = keyof typeof absenceCodes;

export const WhyParameters = Type.Object({
  user_id: Type.String({ minLength: 1, maxLength: 128 }),
  sample_id: Type.String({ minLength: 1, maxLength: 128 }),
});

export const WhyAnswer = Type.Object({
  user_id: OutsideId,
  sample_id: OutsideId,
  generated_at: Type.String({ description: 'When the feed was computed.' }),
  in_feed: Type.Boolean(),
  rank: Type.Union([Type.Integer(), Type.Null()], { description: 'From 1.' }),
  score: Type.Union([Type.Number(), Type.Null()], { description: 'As the feed has it.' }),
  score_final: Type.Union([Type.Number(), Type.Null()], { description: 'ScoreFinal as the feed has it.' }),
  explanation: Type.Union([ScoreExplanation, Type.Null()], {
    description:
      "By what it scores, as the user and the catalogue are known now, with novelty as of the feed's ranking; null without a vector.",
  }),
  candidate: Type.Object({
    found: Type.Boolean({ description: 'Whether the search for candidates finds it now.' }),
    sources: Type.Array(Type.Enum(['taste', 'followed', 'newest', 'trending']), {
      description: 'By what it may be found.',
    }),
    tokens: Type.Array(
      Type.Object({
        feature: Type.String(),
        term: Type.String(),
        pull: Type.Number({ description: 'How much the whole of it adds to the similarity.' }),
      }),
      { description: 'What of it the taste looks for, the strongest first.' },
    ),
  }),
  interactions: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      interaction: Type.String(),
      at: Type.String(),
      similarity: Type.Number({ description: 'What it adds to the similarity part; below 0 where it takes off.' }),
    }),
    { description: "The user's interactions that weigh most in this score." },
  ),
  reasons: Type.Array(
    Type.Object({
      code: Type.Enum(Object.keys(absenceCodes) as AbsenceCode[]),
      text: Type.String(),
      sample_id: Type.Optional(OutsideId),
    }),
    { description: 'Why it is not in the feed; empty when it is.' },
  ),
});
export type WhyAnswer = Static<typeof WhyAnswer>;
