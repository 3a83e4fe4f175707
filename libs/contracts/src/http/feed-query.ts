import Type, { type Static } from 'typebox';
import { Explain } from './explanation.ts';

/** The most samples that one page may hold. */
const MAX_PER_PAGE = 100;
export const DEFAULT_PER_PAGE = 20;

/** The most samples that a request may leave out. */
export const MAX_EXCLUDED = 500;

/**
 * Two ways through a feed, of which a request chooses one: pages of the feed as it was when the first was read, or a
 * walk by cursor through the feed as it changes.
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
        'For pages after the first: the generated_at of the first, as the links of the pages have it, so that all are of one feed.',
    }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: MAX_PER_PAGE,
      description: `Begins a walk by cursor, or continues one: so many samples, ${DEFAULT_PER_PAGE} by default. Not together with page, per_page or as_of.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8_000,
      description:
        'The next_cursor of the answer before: what comes next is the best of the feed as it is now that this walk has not had yet.',
    }),
  ),
  exclude: Type.Optional(
    Type.String({
      description: `Ids of samples to leave out, separated by commas; at most ${MAX_EXCLUDED}. A walk keeps to what it began with.`,
    }),
  ),
  explain: Explain,
});
export type FeedQuery = Static<typeof FeedQuery>;
