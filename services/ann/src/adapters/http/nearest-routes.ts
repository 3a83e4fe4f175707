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
import { problemAnswers, type Server } from '@jophiel/http';
import Type from 'typebox';
import type { Answerer } from '../../use-cases/answer-nearest.ts';

/** `POST /v1/nearest` and `GET /v1/samples/{sample_id}/nearest`. */
export function addNearestRoutes(server: Server, { ids, answerer }: { ids: Ids; answerer: Answerer }): void {
  server.post(
    '/v1/nearest',
    {
      schema: {
        summary: 'The nearest samples of vectors, of samples, or of the mean of several samples',
        description:
          'Up to 256 queries, each with weights for similarity and novelty, filters and exclusions. Over NATS the subject ann.nearest answers the same.',
        tags: ['nearest'],
        body: NearestBody,
        response: { 200: Type.Union([NearestAnswer, NearestColumns, NearestIds]), ...problemAnswers },
      },
    },
    async ({ body }, reply) => {
      const answer = await answerer.nearest(body, '/body');
      // What is made of the schema would look at each id and score.
      reply.serializer(JSON.stringify);
      return answer;
    },
  );
  server.get(
    '/v1/samples/:sample_id/nearest',
    {
      schema: {
        summary: 'The samples nearest to one, the best first',
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
