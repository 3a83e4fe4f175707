import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';

/** For queries: whether the answer says why. */
export const Explain = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 1, description: '1 for an explanation of each sample.' }),
);

export const FeatureSimilarity = Type.Object({
  feature: Type.String(),
  similarity: Type.Number({ description: 'What the feature adds, below 0 where it speaks against the sample.' }),
});

export const ScoreExplanation = Type.Object({
  score: Type.Number(),
  parts: Type.Object(
    {
      similarity: Type.Number(),
      following: Type.Number(),
      novelty: Type.Number({ description: 'As of when the feed was ranked.' }),
      penalty: Type.Number({ description: 'Below 0 once the user has decided on the sample.' }),
      diversity: Type.Number({ description: 'At most 0: what the variety of the feed takes off.' }),
    },
    { description: 'Weighted; they sum to the score.' },
  ),
  similarity_from: Type.Enum(['taste', 'popularity'], {
    description: 'Popularity stands in for the similarity while nothing is known of a taste.',
  }),
  features: Type.Array(FeatureSimilarity, {
    description: 'The similarity part, feature by feature; empty where it comes from popularity.',
  }),
});
export type ScoreExplanation = Static<typeof ScoreExplanation>;

/** Beside the samples of a feed, in their order; a sample that went away meanwhile has none. */
export const Explanations = Type.Optional(
  Type.Array(Type.Object({ sample_id: OutsideId, ...ScoreExplanation.properties }), {
    description: 'With explain=1: by what each sample scores, as its user and the catalogue are known now.',
  }),
);
