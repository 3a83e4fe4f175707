import { learnedParts } from '@jophiel/domain';
import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { ScoreExplanation } from './explanation.ts';

/** Why a sample is not in a feed. Clients match on these codes, so they never change. */
export const absenceCodes = {
  REMOVED: 'It was removed from the platform.',
  DUPLICATE: 'It is a copy of another sample, which represents it.',
  NOT_ANALYSED: 'No analysis of it has succeeded yet.',
  BEING_MADE_ANEW: 'Its vector is of a former definition and is being rebuilt.',
  DECIDED: 'The user has already decided it.',
  OWN: "It is the user's own sample.",
  NO_FEED: 'The user has no own feed yet and gets trending samples.',
  NEWER_THAN_FEED: 'It was published after the feed was ranked.',
  NO_CANDIDATE: 'It is not among the candidates for this taste.',
  SCORE_TOO_LOW: "Its score is not above that of the feed's last sample.",
  FEED_OUT_OF_DATE: 'The user has interacted since the feed was ranked; the next feed may contain it.',
  GAVE_WAY: 'Its score is high enough, but variety excluded it, or it arrived after the ranking.',
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
  score: Type.Union([Type.Number(), Type.Null()], { description: 'Score in the feed.' }),
  score_final: Type.Union([Type.Number(), Type.Null()], { description: 'ScoreFinal in the feed.' }),
  explanation: Type.Union([ScoreExplanation, Type.Null()], {
    description:
      "Parts of its score, from the current profile and catalogue, with novelty as of the feed's ranking; null without a vector.",
  }),
  learned_now: Type.Union([Type.Object(learnedParts), Type.Null()], {
    description:
      'The learned parts as of now, where they differ from those of the explanation, which are as of the ranking.',
  }),
  candidate: Type.Object({
    found: Type.Boolean({ description: 'Whether the candidate search finds it now.' }),
    sources: Type.Array(Type.Enum(['taste', 'followed', 'newest', 'trending']), {
      description: 'Ways in which it can be found.',
    }),
    learned_sources: Type.Array(Type.Enum(['co_interaction', 'popular', 'creator']), {
      description: 'Ways in which it can be found by what is learned from users together.',
    }),
    tokens: Type.Array(
      Type.Object({
        feature: Type.String(),
        term: Type.String(),
        pull: Type.Number({ description: 'Total contribution to the similarity.' }),
      }),
      { description: 'Its tokens that the taste searches for, the strongest first.' },
    ),
  }),
  interactions: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      interaction: Type.String(),
      at: Type.String(),
      similarity: Type.Number({ description: 'Contribution to the similarity part; below 0 when it lowers it.' }),
    }),
    { description: "The user's interactions with the highest weight in this score." },
  ),
  reasons: Type.Array(
    Type.Object({
      code: Type.Enum(Object.keys(absenceCodes) as AbsenceCode[]),
      text: Type.String(),
      sample_id: Type.Optional(OutsideId),
    }),
    { description: 'Reasons why it is not in the feed; empty when it is.' },
  ),
});
export type WhyAnswer = Static<typeof WhyAnswer>;
