import { FeedAnswer, FeedPointsAnswer, PageQuery, UserParameters } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { problemAnswers, type Reply, type Request, type Server } from '@jophiel/http';
import type { Feed } from '../../core/feed.ts';
import { paginate } from '../../core/paginate.ts';
import type { ReadFeed } from '../../handlers/read-feed.ts';

export interface FeedRoutesOptions {
  readonly domain: DomainDefinition;
  readonly readFeed: ReadFeed;
  readonly isGone: (sampleId: string) => boolean;
  /** How clients reach this service; without it, as they say they did. */
  readonly publicUrl: string | undefined;
}

type FeedRequest = Request & { readonly params: UserParameters; readonly query: PageQuery };

/** Says which kind of feed an answer is: the user's own, or what everybody gets. */
const SOURCE_HEADER = 'x-jophiel-source';
const VERSION_HEADER = 'x-jophiel-feed-version';

/** `GET /v1/feed/{user_id}` and `/v1/feed/points/{user_id}`, as the platform reads them. */
export function addFeedRoutes(server: Server, { domain, readFeed, isGone, publicUrl }: FeedRoutesOptions): void {
  const ids = idsOf(domain);
  /** What went away after the first page leaves the others without moving what is left. */
  const isShown = (sampleId: string) => !isGone(sampleId);
  const request = { params: UserParameters, querystring: PageQuery };

  const pageOf = async <Item>(request: FeedRequest, reply: Reply, itemsOf: (feed: Feed) => readonly Item[]) => {
    const userId = userOf(request.params.user_id, ids);
    const { page, as_of } = request.query;
    const feed = await readFeed({ userId, page, asOf: as_of === undefined ? undefined : timeOf(as_of) });
    const generatedAt = feed.generatedAt.toISOString();
    const links = { url: urlOf(request, publicUrl), as_of: generatedAt };
    const { items, pagination } = paginate(itemsOf(feed), request.query, links);
    describeSource(reply, feed);
    return { head: { user_id: ids.write(userId), generated_at: generatedAt }, items, pagination };
  };

  server.get(
    '/v1/feed/:user_id',
    { schema: { ...request, response: { 200: FeedAnswer, ...problemAnswers } } },
    async (request, reply) => {
      const { head, items, pagination } = await pageOf(request, reply, ({ sampleIds }) => sampleIds);
      return { ...head, sample_ids: items.filter(isShown).map(ids.write), pagination };
    },
  );

  server.get(
    '/v1/feed/points/:user_id',
    { schema: { ...request, response: { 200: FeedPointsAnswer, ...problemAnswers } } },
    async (request, reply) => {
      const scored = ({ sampleIds, scores }: Feed) => sampleIds.map((id, index) => ({ id, score: scores[index]! }));
      const { head, items, pagination } = await pageOf(request, reply, scored);
      const samples = items
        .filter(({ id }) => isShown(id))
        .map(({ id, score }) => ({ sample_id: ids.write(id), score }));
      return { ...head, samples, pagination };
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

/** @throws JophielError BODY_INVALID */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  const faults = [{ path: '/query/as_of', problem: 'must be the generated_at of a first page' }];
  throw new JophielError('BODY_INVALID', `as_of must be the generated_at of a first page (it is "${text}").`, {
    faults,
  });
}

function describeSource(reply: Reply, feed: Feed): void {
  reply.header(SOURCE_HEADER, feed.source);
  if (feed.version > 0) reply.header(VERSION_HEADER, feed.version);
}

function urlOf(request: Request, publicUrl: string | undefined): string {
  const base = publicUrl ?? `${request.protocol}://${request.host}`;
  return base + request.url.split('?')[0]!;
}
