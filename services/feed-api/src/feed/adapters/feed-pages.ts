import { FeedQuery, type Pagination, type UserParameters } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import type { Request } from '@jophiel/http';
import { readCursor, writeCursor } from '../core/cursor.ts';
import { beginWalk, step } from '../core/step.ts';
import { type Feed, without } from '../../shared/core/feed.ts';
import { filtersIn, type ParseFilters } from '../../lists/core/parse-filters.ts';
import { paginate } from '../../lists/core/paginate.ts';
import { type Paging, pagingOf } from './paging.ts';
import type { FilterFeed } from '../use-cases/leave-out.ts';
import type { ReadFeed } from '../use-cases/choose-feed.ts';
import { urlOf } from '../../lists/adapters/url-of.ts';
import { excludedOf } from './excluded.ts';

export type FeedRequest = Request & { readonly params: UserParameters; readonly query: FeedQuery };

/** What a request gets of a feed. */
export interface FeedPage {
  /** The feed that the page is of, without what the request leaves out. */
  readonly feed: Feed;
  readonly items: readonly { readonly sampleId: string; readonly score: number; readonly scoreFinal: number }[];
  /** The end of the answer: where the other pages are. */
  readonly rest: {
    readonly pagination: Pagination;
    readonly next_cursor?: string | null;
    readonly newer_version?: boolean;
  };
}

export interface FeedPagesOptions {
  readonly ids: Ids;
  readonly readFeed: ReadFeed;
  readonly parseFilters: ParseFilters;
  readonly filterFeed: FilterFeed;
  /** How clients reach this service; without it, as they say they did. */
  readonly publicUrl: string | undefined;
}

/** What the links to the other pages repeat of a request, besides its filters. */
const KEPT_IN_LINKS = ['exclude', 'explain'];

/** Pages of a feed, by their number or by cursor. */
export interface FeedPages {
  /** One read of the feed, whichever it is. */
  readonly pageOf: (request: FeedRequest, userId: string) => Promise<FeedPage>;
  /** The first page of a feed that is there, for a request that leaves nothing of it out. */
  readonly firstPageOf: (request: FeedRequest, userId: string, feed: Feed) => FeedPage;
}

export function feedPages({ ids, readFeed, parseFilters, filterFeed, publicUrl }: FeedPagesOptions): FeedPages {
  const everything = parseFilters({}, { path: '/query' });

  const pageOf = async (request: FeedRequest, userId: string): Promise<FeedPage> => {
    const paging = pagingOf(request.query);
    const excluded = excludedOf(request.query.exclude, ids);
    const asked = filtersIn(request.query, FeedQuery);
    const filters = parseFilters(asked, { path: '/query' });
    const feed = await filterFeed(chosenFrom(await readFeed(readingOf(userId, paging)), excluded), filters);
    const link = { url: urlOf(request, publicUrl), kept: keptOf(request.query, Object.keys(asked)) };
    return pageIn(feed, paging, { ...link, binding: JSON.stringify([userId, excluded, filters.key]) });
  };

  const firstPageOf = (request: FeedRequest, userId: string, feed: Feed): FeedPage =>
    pageIn(feed, pagingOf(request.query), {
      url: urlOf(request, publicUrl),
      kept: '',
      binding: JSON.stringify([userId, [], everything.key]),
    });

  return { pageOf, firstPageOf };
}

/** What a first page may say besides whose feed it is, if nothing but the feed and the address is to decide it. */
const OF_FIRST_PAGES = new Set(['page', 'per_page', 'limit']);

export function isFirstPage({ query }: FeedRequest): boolean {
  for (const key in query) if (!OF_FIRST_PAGES.has(key)) return false;
  return query.page === undefined || query.page === 1;
}

function pageIn(feed: Feed, paging: Paging, link: Link & { readonly binding: string }): FeedPage {
  const { positions, ...rest } =
    paging.kind === 'pages' ? pageByNumber(feed, paging, link) : pageByCursor(feed, paging, link);
  const items = positions.map((at) => ({
    sampleId: feed.sampleIds[at]!,
    score: feed.scores[at]!,
    scoreFinal: feed.scoreFinals[at]!,
  }));
  return { feed, items, rest };
}

/** A walk is through the feed as it is now, as a first page is. */
function readingOf(userId: string, paging: Paging) {
  return paging.kind === 'pages'
    ? { userId, page: paging.page, asOf: paging.asOf }
    : { userId, page: 1, asOf: undefined };
}

function chosenFrom(feed: Feed, excluded: readonly string[]): Feed {
  if (excluded.length === 0) return feed;
  const isExcluded = new Set(excluded);
  return without(feed, (sampleId) => isExcluded.has(sampleId));
}

interface Link {
  readonly url: string;
  /** To be appended to the query; empty or begins with an ampersand. */
  readonly kept: string;
}

function pageByNumber(feed: Feed, { page, perPage }: Extract<Paging, { kind: 'pages' }>, link: Link) {
  const { items: positions, pagination } = paginate(
    [...feed.sampleIds.keys()],
    { page, per_page: perPage },
    { url: link.url, kept: link.kept, as_of: feed.generatedAt.toISOString() },
  );
  return { positions, pagination };
}

function pageByCursor(
  feed: Feed,
  { limit, cursor }: Extract<Paging, { kind: 'walk' }>,
  { url, kept, binding }: Link & { binding: string },
) {
  const before = cursor === undefined ? beginWalk(feed.version) : readCursor(cursor, binding);
  const { positions, walk, left } = step(feed.sampleIds, before, limit);
  const next = left === 0 ? null : writeCursor(walk, binding);
  const pagination: Pagination = {
    current_page: walk.pages,
    per_page: limit,
    total: walk.handedOut.size + left,
    last_page: walk.pages + Math.ceil(left / limit),
    next_page_url: next === null ? null : `${url}?limit=${limit}&cursor=${next}${kept}`,
    // The samples before are behind: a cursor remembers which they were and not in which order.
    prev_page_url: null,
  };
  return { positions, pagination, next_cursor: next, newer_version: feed.version > walk.begunWith };
}

function keptOf(query: Readonly<Record<string, unknown>>, filters: readonly string[]): string {
  const kept = [...KEPT_IN_LINKS, ...filters].filter((key) => query[key] !== undefined);
  return kept.map((key) => `&${key}=${encodeURIComponent(String(query[key]))}`).join('');
}
