import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { By, Explain, FeatureSimilarity, RelatedParts } from './explanation.ts';

export const MAX_SIMILAR = 100;

/** A query may also have a filter for each feature of the domain definition. */
export const SimilarQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: MAX_SIMILAR, default: 20 }),
  user_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: 'Excludes the samples that this user has decided.' }),
  ),
  by: By,
  explain: Explain,
});
export type SimilarQuery = Static<typeof SimilarQuery>;

export const SimilarAnswer = Type.Object({
  sample_id: OutsideId,
  generated_at: Type.String({ description: 'When the search for samples ran.' }),
  samples: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'Above 0: the sum of the parts, or the cosine alone.' }),
      parts: RelatedParts,
      features: Type.Optional(
        Type.Array(FeatureSimilarity, { description: 'With explain=1: the cosine, feature by feature.' }),
      ),
    }),
    { description: 'The most similar first.' },
  ),
});
export type SimilarAnswer = Static<typeof SimilarAnswer>;
