import { SampleParameters, SimilarAnswer, SimilarQuery } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import { filtersIn } from '../../lists/core/parse-filters.ts';
import { findSimilar } from '../use-cases/find-similar.ts';
import type { SimilarContext } from '../use-cases/similar-context.ts';
import { featuresOf } from '../../shared/adapters/features-of.ts';
import { filtersDescribed } from '../../lists/adapters/filters-described.ts';

export function addSimilarRoute(server: Server, context: SimilarContext & { readonly ids: Ids }): void {
  const { ids } = context;
  server.get(
    '/v1/samples/:sample_id/similar',
    {
      config: { process: 'similar', access: forUsers('feeds:read') },
      schema: {
        summary: 'The samples most similar to one',
        description: filtersDescribed.relative,
        tags: ['samples'],
        params: SampleParameters,
        querystring: SimilarQuery,
        response: { 200: SimilarAnswer, ...problemAnswers },
      },
    },
    async ({ params, query }) => {
      const { limit, user_id, explain, by } = query;
      const similar = await findSimilar(
        {
          sampleId: readId(params.sample_id, '/params/sample_id', ids),
          limit,
          userId: user_id === undefined ? undefined : readId(user_id, '/query/user_id', ids),
          filters: filtersIn(query, SimilarQuery),
          byContent: by === 'content',
        },
        context,
      );
      const near = similar.samples.map(({ sampleId }) => ({ sampleId, to: similar.seed.vector }));
      const features = explain === 1 ? await featuresOf(near, context) : undefined;
      return {
        sample_id: ids.write(similar.seed.sampleId),
        generated_at: similar.generatedAt.toISOString(),
        samples: similar.samples.map(({ sampleId, score, parts }) => ({
          sample_id: ids.write(sampleId),
          score,
          ...(parts === undefined ? {} : { parts }),
          ...(features?.has(sampleId) ? { features: features.get(sampleId)! } : {}),
        })),
      };
    },
  );
}
