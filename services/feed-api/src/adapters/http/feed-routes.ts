import { FeedAnswer, FeedPointsAnswer, PageQuery, UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { problemAnswers, type Reply, type Request, type Server } from '@jophiel/http';
import { paginate } from '../../core/paginate.ts';
import type { ReadFeed } from '../../handlers/read-feed.ts';

export interface FeedRoutesOptions {
  readonly domain: DomainDefinition;
  readonly readFeed: ReadFeed;
  /** How clients reach this service; without it, as they say they did. */
  readonly publicUrl: string | undefined;
}

/** Says which kind of feed an answer is: the user's own, or what everybody gets. */
const SOURCE_HEADER = 'x-jophiel-source';
const VERSION_HEADER = 'x-jophiel-feed-version';

/** `GET /v1/feed/{user_id}` and `/v1/feed/points/{user_id}`, as the platform reads them. */
export function addFeedRoutes(server: Server, { domain, readFeed, publicUrl }: FeedRoutesOptions): void {
  const ids = idsOf(domain);
  const request = { params: UserParameters, querystring: PageQuery };

  server.get(
    '/v1/feed/:user_id',
    { schema: { ...request, response: { 200: FeedAnswer, ...problemAnswers } } },
    async (request, reply) => {
      const userId = userOf(request.params.user_id, ids);
      const feed = await readFeed(userId);
      const { items, pagination } = paginate(feed.sampleIds, request.query, urlOf(request, publicUrl));
      describeSource(reply, feed);
      return {
        user_id: ids.write(userId),
        generated_at: feed.generatedAt.toISOString(),
        sample_ids: items.map(ids.write),
        pagination,
      };
    },
  );

  server.get(
    '/v1/feed/points/:user_id',
    { schema: { ...request, response: { 200: FeedPointsAnswer, ...problemAnswers } } },
    async (request, reply) => {
      const userId = userOf(request.params.user_id, ids);
      const feed = await readFeed(userId);
      const scored = feed.sampleIds.map((sampleId, index) => ({
        sample_id: ids.write(sampleId),
        score: feed.scores[index]!,
      }));
      const { items, pagination } = paginate(scored, request.query, urlOf(request, publicUrl));
      describeSource(reply, feed);
      return {
        user_id: ids.write(userId),
        generated_at: feed.generatedAt.toISOString(),
        samples: [...items],
        pagination,
      };
    },
  );
}

/** @throws JophielError BODY_INVALID for what can be no user of this platform */
export function userOf(parameter: string, ids: Ids): string {
  try {
    return ids.read(parameter, '/params/user_id');
  } catch (error) {
    if (!(error instanceof JophielError)) throw error;
    throw new JophielError('BODY_INVALID', error.message, { faults: error.faults });
  }
}

function describeSource(reply: Reply, feed: { readonly source: string; readonly version: number }): void {
  reply.header(SOURCE_HEADER, feed.source);
  if (feed.version > 0) reply.header(VERSION_HEADER, feed.version);
}

function urlOf(request: Request, publicUrl: string | undefined): string {
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return base + request.url.split('?')[0]!;
}
