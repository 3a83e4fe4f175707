import { FeedAnswer, FeedPointsAnswer, FeedQuery, UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf, readId } from '@jophiel/domain';
import { problemAnswers, type Reply, type Server } from '@jophiel/http';
import type { Feed } from '../../shared/core/feed.ts';
import type { ParseFilters } from '../../lists/core/parse-filters.ts';
import type { FilterFeed } from '../use-cases/leave-out.ts';
import type { FeedReader, ShownFeed } from '../use-cases/choose-feed.ts';
import type { ExplainFeed } from '../use-cases/explain-feed.ts';
import { writeExplanations } from '../../shared/adapters/explanations.ts';
import { type FeedPage, feedPages, type FeedRequest, isFirstPage } from './feed-pages.ts';
import { feedTag } from './feed-tag.ts';
import { filtersDescribed } from '../../lists/adapters/filters-described.ts';
import { type PreparedPage, PreparedPages } from './prepared-pages.ts';

export interface FeedRoutesOptions {
  readonly domain: DomainDefinition;
  readonly reader: FeedReader;
  /** Pages in memory as they are sent, of each route. */
  readonly mostPrepared: number;
  readonly parseFilters: ParseFilters;
  readonly filterFeed: FilterFeed;
  readonly explainFeed: ExplainFeed;
  readonly isGone: (sampleId: string) => boolean;
  /** How clients reach this service; without it, as they say they did. */
  readonly publicUrl: string | undefined;
}

/** Says which kind of feed an answer is: the user's own, or what everybody gets. */
const SOURCE_HEADER = 'x-jophiel-source';
const VERSION_HEADER = 'x-jophiel-feed-version';
/** The experiment that ranked the feed; absent for users of none. */
const VARIANT_HEADER = 'x-jophiel-variant';

/** How a route writes the samples of a page. */
type WriteItems = (items: FeedPage['items']) => Pick<FeedAnswer, 'sample_ids'> | Pick<FeedPointsAnswer, 'samples'>;

/** `GET /v1/feed/{user_id}` and `/v1/feed/points/{user_id}`, as the platform reads them. */
export function addFeedRoutes(server: Server, options: FeedRoutesOptions): void {
  const { domain, reader, mostPrepared, explainFeed, isGone } = options;
  const ids = idsOf(domain);
  const { pageOf, firstPageOf } = feedPages({ ids, ...options, readFeed: reader.read });
  const request = { params: UserParameters, querystring: FeedQuery, description: filtersDescribed.absolute };

  const writeIds: WriteItems = (items) => ({ sample_ids: items.map(({ sampleId }) => ids.write(sampleId)) });
  const writePoints: WriteItems = (items) => ({
    samples: items.map(({ sampleId, score, scoreFinal }) => ({
      sample_id: ids.write(sampleId),
      score,
      score_final: scoreFinal,
    })),
  });
  const headOf = (userId: string, feed: Feed) => ({
    user_id: ids.write(userId),
    generated_at: feed.generatedAt.toISOString(),
  });

  const answerFrom = async (request: FeedRequest, reply: Reply, userId: string, write: WriteItems) => {
    const { feed, items, rest } = await pageOf(request, userId);
    reply.headers(describeSource(feed));
    // What went away after the first page leaves the others without moving what is left.
    const shown = items.filter(({ sampleId }) => !isGone(sampleId));
    const shownIds = shown.map(({ sampleId }) => sampleId);
    // An explanation says more than the version does: its tag is that of the body.
    if (!('explain' in request.query)) reply.header('etag', feedTag({ feed, sampleIds: shownIds, rest }));
    const answer = { ...headOf(userId, feed), ...write(shown), ...rest };
    if (request.query.explain !== 1) return answer;
    return { ...answer, explanations: writeExplanations(shownIds, await explainFeed(userId, feed, shownIds), ids) };
  };

  const prepare = (
    request: FeedRequest,
    reply: Reply,
    { userId, feed }: ShownFeed,
    write: WriteItems,
  ): PreparedPage => {
    const { items, rest } = firstPageOf(request, userId, feed);
    const sampleIds = items.map(({ sampleId }) => sampleId);
    return {
      headers: {
        ...describeSource(feed),
        etag: feedTag({ feed, sampleIds, rest }),
        'content-type': 'application/json; charset=utf-8',
      },
      body: inOnePiece(reply.serialize({ ...headOf(userId, feed), ...write(items), ...rest }) as string),
    };
  };

  /** Where the feed is in memory, the page is prepared, if it was not yet, and sent without waiting for anything. */
  const answering = (write: WriteItems) => {
    const prepared = new PreparedPages(mostPrepared, reader.isStillKnown);
    return (request: FeedRequest, reply: Reply) => {
      let page = prepared.get(request);
      if (page === undefined) {
        const userId = userOf(request.params.user_id, ids);
        const shown = isFirstPage(request) ? reader.known(userId) : undefined;
        if (shown === undefined) return answerFrom(request, reply, userId, write);
        page = prepare(request, reply, shown, write);
        prepared.keep(request, shown, page);
      }
      reply.headers(page.headers).send(page.body);
      // Fastify would wait for a reply that is returned, although it is sent.
      return undefined;
    };
  };
  const [answerIds, answerPoints] = [answering(writeIds), answering(writePoints)];

  server.get(
    '/v1/feed/:user_id',
    {
      config: { process: 'feed' },
      schema: { summary: 'A page of the feed of a user', ...request, response: { 200: FeedAnswer, ...problemAnswers } },
    },
    (request, reply) => answerIds(request, reply) as Promise<FeedAnswer>,
  );

  server.get(
    '/v1/feed/points/:user_id',
    {
      config: { process: 'feed' },
      schema: {
        summary: 'A page of the feed of a user, with scores',
        ...request,
        response: { 200: FeedPointsAnswer, ...problemAnswers },
      },
    },
    (request, reply) => answerPoints(request, reply) as Promise<FeedPointsAnswer>,
  );
}

/** A text that was put together is a tree of its parts, which would be gone through each time that it is sent. */
const inOnePiece = (text: string): string => Buffer.from(text).toString();

/** @throws JophielError BODY_INVALID for what can be no user of this platform */
export function userOf(parameter: string, ids: Ids): string {
  return readId(parameter, '/params/user_id', ids);
}

function describeSource({ source, version, variant }: Feed): Record<string, string> {
  return {
    [SOURCE_HEADER]: source,
    ...(version > 0 ? { [VERSION_HEADER]: String(version) } : {}),
    ...(variant === undefined ? {} : { [VARIANT_HEADER]: variant }),
  };
}
