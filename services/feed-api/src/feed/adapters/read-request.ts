import { FeedQuery, type UserParameters } from '@jophiel/contracts';
import { type Ids, readId } from '@jophiel/domain';
import type { Request } from '@jophiel/http';
import { urlOf } from '../../lists/adapters/url-of.ts';
import { filtersIn, type ParseFilters } from '../../lists/core/parse-filters.ts';
import { readCursor } from '../core/cursor.ts';
import type { FeedAsked } from '../core/feed-asked.ts';
import { excludedOf } from './excluded.ts';
import { pagingOf } from './paging.ts';

export type FeedRequest = Request & { readonly params: UserParameters; readonly query: FeedQuery };

export interface RequestContext {
  readonly ids: Ids;
  readonly parseFilters: ParseFilters;
  /** How clients reach this service. Without it, links name the host of the request. */
  readonly publicUrl: string | undefined;
}

const KEPT_IN_LINKS = ['exclude', 'explain'];

/** @throws JophielError BODY_INVALID for an invalid id, key or filter; CURSOR_INVALID */
export function readRequest(request: FeedRequest, { ids, parseFilters, publicUrl }: RequestContext): FeedAsked {
  const { query } = request;
  const userId = userOf(request, ids);
  const paging = pagingOf(query);
  const excluded = excludedOf(query.exclude, ids);
  const given = filtersIn(query, FeedQuery);
  const filters = parseFilters(given, { path: '/query' });
  const binding = JSON.stringify([userId, excluded, filters.key]);
  const cursor = paging.kind === 'walk' ? paging.cursor : undefined;
  return {
    userId,
    paging,
    walk: cursor === undefined ? undefined : readCursor(cursor, { binding, path: '/query/cursor' }),
    excluded,
    filters,
    explain: query.explain,
    binding,
    link: { url: urlOf(request, publicUrl), kept: keptOf(query, Object.keys(given)) },
  };
}

/** @throws JophielError BODY_INVALID for an invalid user id */
export function userOf({ params }: { readonly params: UserParameters }, ids: Ids): string {
  return readId(params.user_id, '/params/user_id', ids);
}

const PLAIN_KEYS = new Set(['page', 'per_page', 'limit']);

export function isPlainFirstPage({ query }: FeedRequest): boolean {
  for (const key in query) if (!PLAIN_KEYS.has(key)) return false;
  return query.page === undefined || query.page === 1;
}

function keptOf(query: Readonly<Record<string, unknown>>, filters: readonly string[]): string {
  const kept = [...KEPT_IN_LINKS, ...filters].filter((key) => query[key] !== undefined);
  return kept.map((key) => `&${key}=${encodeURIComponent(String(query[key]))}`).join('');
}
