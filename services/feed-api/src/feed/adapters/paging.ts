import { DEFAULT_PER_PAGE, type FeedQuery } from '@jophiel/contracts';
import { invalidKey, timeOf } from '../../lists/adapters/query-keys.ts';
import type { Paging } from '../core/feed-asked.ts';

/** @throws JophielError BODY_INVALID when a request mixes pages with a cursor, or as_of is not a time */
export function pagingOf({ page, per_page, as_of, limit, cursor }: FeedQuery): Paging {
  if (limit === undefined && cursor === undefined)
    return {
      kind: 'pages',
      page: page ?? 1,
      perPage: per_page ?? DEFAULT_PER_PAGE,
      asOf: as_of === undefined ? undefined : timeOf(as_of),
    };
  for (const [key, value] of Object.entries({ page, per_page, as_of }))
    if (value !== undefined)
      throw invalidKey(key, String(value), 'cannot stand beside limit and cursor; choose pages or a walk by cursor');
  return { kind: 'walk', limit: limit ?? DEFAULT_PER_PAGE, cursor };
}
