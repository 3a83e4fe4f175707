import { DEFAULT_PER_PAGE, type FeedQuery } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';

/** How a request goes through a feed: by the numbers of its pages, or by cursor. */
export type Paging =
  | { readonly kind: 'pages'; readonly page: number; readonly perPage: number; readonly asOf: Date | undefined }
  | { readonly kind: 'walk'; readonly limit: number; readonly cursor: string | undefined };

/** @throws JophielError BODY_INVALID when a request goes both ways at once, or as_of is no time */
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
      throw invalid(key, String(value), 'cannot stand beside limit and cursor; choose pages or a walk by cursor');
  return { kind: 'walk', limit: limit ?? DEFAULT_PER_PAGE, cursor };
}

/** @throws JophielError BODY_INVALID for what is no time */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalid('as_of', text, 'must be the generated_at of a first page');
  return time;
}

function invalid(key: string, value: string, problem: string): JophielError {
  return new JophielError('BODY_INVALID', `${key} ${problem} (it is "${value}").`, {
    faults: [{ path: `/query/${key}`, problem, value: JSON.stringify(value) }],
  });
}
