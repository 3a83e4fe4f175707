import { factorParts } from '@jophiel/domain';
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

/** ScoreFinal as answers have it, beside the score that it is a part of. */
export const ScoreFinal = Type.Number({
  description: 'The factors, each by its weight in the definition, added up.',
});

export const ScoreExplanation = Type.Object({
  score: Type.Number({ description: 'What orders the feed: score_final and diversity, added up.' }),
  score_final: Type.Number({
    description: 'ScoreFinal: all parts but diversity, added up.',
  }),
  diversity: Type.Number({
    description: 'At most 0: what the variety of the feed takes off; 0 where ScoreFinal alone orders it.',
  }),
  parts: Type.Object(
    {
      ...factorParts,
      diversity: Type.Number({ description: 'As above; no part of ScoreFinal.' }),
    },
    { description: 'Weighted; they sum to the score, and all but diversity to score_final.' },
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
