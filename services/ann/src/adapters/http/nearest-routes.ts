import {
  NearestAnswer,
  NearestBody,
  NearestColumns,
  NearestIds,
  SampleNearestAnswer,
  SampleNearestQuery,
  SampleParameters,
} from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import { forServices, problemAnswers, type Server } from '@jophiel/http';
import Type from 'typebox';
import type { Answerer } from '../../use-cases/answer-nearest.ts';

export function addNearestRoutes(server: Server, { ids, answerer }: { ids: Ids; answerer: Answerer }): void {
  server.post(
    '/v1/nearest',
    {
      config: { access: forServices('feeds:read') },
      schema: {
        summary: 'The nearest samples of vectors, of samples, or of the mean of several samples',
        description:
          'Up to 256 queries, each with weights for similarity and novelty, filters and exclusions. The NATS subject ann.nearest gives the same answers.',
        tags: ['nearest'],
        body: NearestBody,
        response: { 200: Type.Union([NearestAnswer, NearestColumns, NearestIds]), ...problemAnswers },
      },
    },
    async ({ body }, reply) => {
      const answer = await answerer.nearest(body, '/body');
      // The serializer of the schema would check each id and score.
      reply.serializer(JSON.stringify);
      return answer;
    },
  );
  server.get(
    '/v1/samples/:sample_id/nearest',
    {
      config: { access: forServices('feeds:read') },
      schema: {
        summary: 'The samples nearest to one sample, best first',
        tags: ['nearest'],
        params: SampleParameters,
        querystring: SampleNearestQuery,
        response: { 200: SampleNearestAnswer, ...problemAnswers },
      },
    },
    async ({ params, query }) => {
      const sampleId = readId(params.sample_id, '/params/sample_id', ids);
      return { sample_id: ids.write(sampleId), ...(await answerer.ofSample(sampleId, query.k, query.layout)) };
    },
  );
}
