import type { Reply } from '@jophiel/http';
import { writeExplanations } from '../../shared/adapters/explanations.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';
import { pageOf } from '../core/feed-page.ts';
import { chooseFeed } from '../use-cases/choose-feed.ts';
import { currentFeed, touch } from '../use-cases/current-feed.ts';
import { explainFeed } from '../use-cases/explain-feed.ts';
import type { FeedContext } from '../use-cases/feed-context.ts';
import { leaveOut } from '../use-cases/leave-out.ts';
import type { CachedResponse, CachedResponses } from './cached-responses.ts';
import { present, type WriteItems } from './present.ts';
import { type FeedRequest, isPlainFirstPage, readRequest, type RequestContext, userOf } from './read-request.ts';

export interface FeedRoute {
  readonly write: WriteItems;
  readonly responses: CachedResponses;
}

export type GetFeedContext = FeedContext & RequestContext & Pick<SharedContext, 'popularity'>;

/**
 * A stored feed has no decided or unlisted samples; where the arm hides own items, it has none of those. Of the feed
 * that is read, these are left out, in this order:
 * 1. `chooseFeed`: from trending or newest, the user's own samples, where the arm hides them;
 * 2. `chooseFeed`, or `currentFeed` of a cached feed: samples that are unlisted when the feed is read;
 * 3. `leaveOut`: samples that the request excludes;
 * 4. `leaveOut`: samples that do not pass the filters of the request;
 * 5. `pageOf`: samples on other pages, or that the cursor has already returned;
 * 6. `pageOf`: samples that became unlisted since; the others stay on their pages.
 */
export function getFeed(request: FeedRequest, reply: Reply, route: FeedRoute, context: GetFeedContext) {
  const response = route.responses.get(request) ?? respondFromCache(request, reply, route, context);
  if (response === undefined) return answer(request, reply, route, context);
  touch(response.current, context);
  reply.headers(response.headers).send(response.body);
  // Fastify would wait for a reply that is returned although it is sent.
  return undefined;
}

async function answer(request: FeedRequest, reply: Reply, { write }: FeedRoute, context: GetFeedContext) {
  const asked = readRequest(request, context);
  const feed = await chooseFeed(asked, context);
  const left = await leaveOut(feed, asked, context);
  const page = pageOf(left, asked, context.unlisted.has);
  const { headers, body } = present(page, asked, write, context.ids);
  reply.headers(headers);
  if (asked.explain !== 1) return body;
  const sampleIds = page.items.map(({ sampleId }) => sampleId);
  const explanations = await explainFeed(asked.userId, page.feed, sampleIds, context);
  return { ...body, explanations: writeExplanations(sampleIds, explanations, context.ids) };
}

function respondFromCache(
  request: FeedRequest,
  reply: Reply,
  { write, responses }: FeedRoute,
  context: GetFeedContext,
): CachedResponse | undefined {
  const current = isPlainFirstPage(request) ? currentFeed(userOf(request, context.ids), context) : undefined;
  if (current === undefined) return undefined;
  const asked = readRequest(request, context);
  const { headers, body } = present(pageOf(current.feed, asked, context.unlisted.has), asked, write, context.ids);
  const response = {
    current,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: inOnePiece(reply.serialize(body) as string),
  };
  responses.keep(request, response);
  return response;
}

/** V8 keeps a concatenated text as a tree of its parts, which every send would traverse. */
const inOnePiece = (text: string): string => Buffer.from(text).toString();
