import Type, { type Static } from 'typebox';
import { Explain } from './explanation.ts';

const MAX_PER_PAGE = 100;
export const DEFAULT_PER_PAGE = 20;

/** Maximum number of samples that a request may exclude. */
export const MAX_EXCLUDED = 500;

/**
 * A request chooses one of two ways through a feed: pages of the feed as it was when page 1 was read, or a walk by
 * cursor through the changing feed.
 */
export const FeedQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1, which is the default.' })),
  per_page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_PER_PAGE, description: `${DEFAULT_PER_PAGE} by default.` }),
  ),
  as_of: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'For pages after the first: generated_at of page 1, so that all pages are of one feed. The links of the pages contain it.',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_PER_PAGE,
      description: `Starts or continues a walk by cursor: the number of samples, ${DEFAULT_PER_PAGE} by default. Not together with page, per_page or as_of.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8_000,
      description:
        'next_cursor of the previous answer. The next samples are the best of the current feed that this walk has not returned yet.',
    }),
  ),
  exclude: Type.Optional(
    Type.String({
      description: `Ids of samples to exclude, separated by commas; at most ${MAX_EXCLUDED}. A walk keeps the ids of its first request.`,
    }),
  ),
  explain: Explain,
});
export type FeedQuery = Static<typeof FeedQuery>;
