import { factorParts } from '@jophiel/domain';
import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';

/** Query parameter: whether the answer explains scores. */
export const Explain = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 1, description: '1 for an explanation of each sample.' }),
);

/** Query parameter: what similar samples and ideas are ordered by. */
export const By = Type.Optional(
  Type.Enum(['content', 'all'], {
    default: 'all',
    description: '"content" orders by the cosine alone; "all" by what the definition weighs beside it as well.',
  }),
);

/** The weighted parts of a score without a user; absent where the order is by content alone. */
export const RelatedParts = Type.Optional(
  Type.Object({
    similarity: Type.Number({ description: 'The cosine.' }),
    coInteraction: Type.Number({ description: 'What users do together.' }),
    creatorAffinity: Type.Number({ description: 'The creator is one of those asked about.' }),
  }),
);

export const FeatureSimilarity = Type.Object({
  feature: Type.String(),
  similarity: Type.Number({ description: 'Contribution of the feature; below 0 when it lowers the score.' }),
});

/** ScoreFinal in answers; it is a part of the score beside it. */
export const ScoreFinal = Type.Number({
  description: 'Sum of the factors, each weighted by the definition.',
});

export const ScoreExplanation = Type.Object({
  score: Type.Number({ description: 'Orders the feed: score_final + learned + diversity + exploration.' }),
  score_final: Type.Number({
    description: 'ScoreFinal: the sum of similarity, following, novelty and penalty.',
  }),
  learned: Type.Number({
    description:
      'The sum of coInteraction, popularity and creatorAffinity, as of when the feed was ranked; 0 when nothing is learned.',
  }),
  diversity: Type.Number({
    description: 'At most 0: what the variety of the feed takes off; 0 when ScoreFinal alone orders it.',
  }),
  exploration: Type.Number({
    description: 'Above 0 for a new sample that got its place by exploration: what lifted it there. 0 for all others.',
  }),
  parts: Type.Object(
    {
      ...factorParts,
      diversity: Type.Number({ description: 'As above; not part of ScoreFinal.' }),
      exploration: Type.Number({ description: 'As above; not part of ScoreFinal.' }),
    },
    { description: 'Weighted. Their sum is the score.' },
  ),
  similarity_from: Type.Enum(['taste', 'popularity'], {
    description: 'Popularity replaces similarity for a user without a taste.',
  }),
  because: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      share: Type.Number({ description: 'Share of this sample in all that speaks for it, from 0 to 1.' }),
    }),
    { description: 'The liked samples that weigh most in coInteraction, at most three, the strongest first.' },
  ),
  features: Type.Array(FeatureSimilarity, {
    description: 'The similarity part, feature by feature; empty when it comes from popularity.',
  }),
});
export type ScoreExplanation = Static<typeof ScoreExplanation>;

/** In the order of the samples of a feed; a removed sample has none. */
export const Explanations = Type.Optional(
  Type.Array(Type.Object({ sample_id: OutsideId, ...ScoreExplanation.properties }), {
    description: "With explain=1: the parts of each score, from the user's current profile and the current catalogue.",
  }),
);
