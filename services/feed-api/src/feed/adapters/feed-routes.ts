import { FeedAnswer, FeedPointsAnswer, FeedQuery, UserParameters } from '@jophiel/contracts';
import { forUsers, problemAnswers, type Server } from '@jophiel/http';
import { filtersDescribed } from '../../lists/adapters/filters-described.ts';
import { isCurrent } from '../use-cases/current-feed.ts';
import { type FeedRoute, getFeed, type GetFeedContext } from './get-feed.ts';
import { CachedResponses } from './cached-responses.ts';
import type { WriteItems } from './present.ts';

const writeIds: WriteItems = (items, ids) => ({ sample_ids: items.map(({ sampleId }) => ids.write(sampleId)) });
const writePoints: WriteItems = (items, ids) => ({
  samples: items.map(({ sampleId, score, scoreFinal, learned, exploration }) => ({
    sample_id: ids.write(sampleId),
    score,
    score_final: scoreFinal,
    learned,
    ...(exploration === undefined ? {} : { exploration }),
  })),
});

export function addFeedRoutes(server: Server, context: GetFeedContext, maxResponses: number): void {
  const request = { params: UserParameters, querystring: FeedQuery, description: filtersDescribed.absolute };
  const routeOf = (write: WriteItems): FeedRoute => ({
    write,
    responses: new CachedResponses(maxResponses, (current) => isCurrent(current, context)),
  });
  const [ids, points] = [routeOf(writeIds), routeOf(writePoints)];

  server.get(
    '/v1/feed/:user_id',
    {
      config: { process: 'feed', access: forUsers('feeds:read') },
      schema: { summary: 'A page of the feed of a user', ...request, response: { 200: FeedAnswer, ...problemAnswers } },
    },
    (request, reply) => getFeed(request, reply, ids, context) as Promise<FeedAnswer>,
  );

  server.get(
    '/v1/feed/points/:user_id',
    {
      config: { process: 'feed', access: forUsers('feeds:read') },
      schema: {
        summary: 'A page of the feed of a user, with scores',
        ...request,
        response: { 200: FeedPointsAnswer, ...problemAnswers },
      },
    },
    (request, reply) => getFeed(request, reply, points, context) as Promise<FeedPointsAnswer>,
  );
}
