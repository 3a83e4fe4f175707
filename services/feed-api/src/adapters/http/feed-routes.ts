import { FeedAnswer, FeedPointsAnswer, FeedQuery, UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf } from '@jophiel/domain';
import { problemAnswers, type Reply, type Server } from '@jophiel/http';
import type { Feed } from '../../core/feed.ts';
import { feedTag } from './feed-tag.ts';
import type { ParseFilters } from '../../core/filters/parse-filters.ts';
import type { FilterFeed } from '../../handlers/filter-feed.ts';
import type { ReadFeed } from '../../handlers/read-feed.ts';
import type { ExplainFeed } from '../../handlers/why/explain-feed.ts';
import { writeExplanations } from './explanations.ts';
import { feedPages, type FeedRequest } from './feed-pages.ts';
import { filtersDescribed } from './filters-described.ts';
import { readId } from './read-id.ts';

export interface FeedRoutesOptions {
  readonly domain: DomainDefinition;
  readonly readFeed: ReadFeed;
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

/** `GET /v1/feed/{user_id}` and `/v1/feed/points/{user_id}`, as the platform reads them. */
export function addFeedRoutes(server: Server, options: FeedRoutesOptions): void {
  const { domain, explainFeed, isGone } = options;
  const ids = idsOf(domain);
  const pageOf = feedPages({ ids, ...options });
  const request = { params: UserParameters, querystring: FeedQuery, description: filtersDescribed.absolute };

  const answer = async (request: FeedRequest, reply: Reply) => {
    const userId = userOf(request.params.user_id, ids);
    const { feed, items, rest } = await pageOf(request, userId);
    describeSource(reply, feed);
    const head = { user_id: ids.write(userId), generated_at: feed.generatedAt.toISOString() };
    // What went away after the first page leaves the others without moving what is left.
    const shown = items.filter(({ sampleId }) => !isGone(sampleId));
    // An explanation says more than the version does: its tag is that of the body.
    if (!('explain' in request.query))
      reply.header('etag', feedTag({ feed, sampleIds: shown.map(({ sampleId }) => sampleId), rest }));
    if (request.query.explain !== 1) return { head, items: shown, rest };
    const shownIds = shown.map(({ sampleId }) => sampleId);
    const explanations = writeExplanations(shownIds, await explainFeed(userId, feed, shownIds), ids);
    return { head, items: shown, rest: { ...rest, explanations } };
  };

  server.get(
    '/v1/feed/:user_id',
    {
      schema: { summary: 'A page of the feed of a user', ...request, response: { 200: FeedAnswer, ...problemAnswers } },
    },
    async (request, reply) => {
      const { head, items, rest } = await answer(request, reply);
      return { ...head, sample_ids: items.map(({ sampleId }) => ids.write(sampleId)), ...rest };
    },
  );

  server.get(
    '/v1/feed/points/:user_id',
    {
      schema: {
        summary: 'A page of the feed of a user, with scores',
        ...request,
        response: { 200: FeedPointsAnswer, ...problemAnswers },
      },
    },
    async (request, reply) => {
      const { head, items, rest } = await answer(request, reply);
      const samples = items.map(({ sampleId, score }) => ({ sample_id: ids.write(sampleId), score }));
      return { ...head, samples, ...rest };
    },
  );
}

/** @throws JophielError BODY_INVALID for what can be no user of this platform */
export function userOf(parameter: string, ids: Ids): string {
  return readId(parameter, '/params/user_id', ids);
}

function describeSource(reply: Reply, feed: Feed): void {
  reply.header(SOURCE_HEADER, feed.source);
  if (feed.version > 0) reply.header(VERSION_HEADER, feed.version);
  if (feed.variant !== undefined) reply.header(VARIANT_HEADER, feed.variant);
}
