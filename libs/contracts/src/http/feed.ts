import Type, { type Static } from 'typebox';
import { OutsideId } from '../ids.ts';
import { Explanations, ScoreFinal } from './explanation.ts';

export const UserParameters = Type.Object({ user_id: Type.String({ minLength: 1, maxLength: 128 }) });
export type UserParameters = Static<typeof UserParameters>;

export const PageQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
  per_page: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  as_of: Type.Optional(
    Type.String({
      maxLength: 40,
      description:
        'For pages after the first: the generated_at of the first, as the links of the pages have it, so that all are of one feed.',
    }),
  ),
});
export type PageQuery = Static<typeof PageQuery>;

export const Pagination = Type.Object({
  current_page: Type.Integer(),
  per_page: Type.Integer(),
  total: Type.Integer(),
  last_page: Type.Integer(),
  next_page_url: Type.Union([Type.String(), Type.Null()]),
  prev_page_url: Type.Union([Type.String(), Type.Null()]),
});
export type Pagination = Static<typeof Pagination>;

/** Only in the answers of a walk by cursor. */
const walk = {
  next_cursor: Type.Optional(
    Type.Union([Type.String(), Type.Null()], { description: 'Null when there is nothing left of the feed.' }),
  ),
  newer_version: Type.Optional(
    Type.Boolean({ description: 'Whether a newer feed than the one that the walk began with is stored.' }),
  ),
};

export const FeedAnswer = Type.Object({
  user_id: OutsideId,
  generated_at: Type.String({ description: 'When the feed was computed.' }),
  sample_ids: Type.Array(OutsideId),
  pagination: Pagination,
  ...walk,
  explanations: Explanations,
});
export type FeedAnswer = Static<typeof FeedAnswer>;

export const FeedPointsAnswer = Type.Object({
  user_id: OutsideId,
  generated_at: Type.String(),
  samples: Type.Array(
    Type.Object({
      sample_id: OutsideId,
      score: Type.Number({ description: 'What orders the feed: score_final, and what variety takes off it.' }),
      score_final: ScoreFinal,
    }),
    { description: 'The best first; among the newest, which nobody ranked, both numbers are 0.' },
  ),
  pagination: Pagination,
  ...walk,
  explanations: Explanations,
});
export type FeedPointsAnswer = Static<typeof FeedPointsAnswer>;

/** Data of each `feed.updated` message on the stream of server-sent events. */
export const FeedStreamMessage = Type.Object({
  user_id: OutsideId,
  version: Type.Integer(),
  generated_at: Type.String(),
});
export type FeedStreamMessage = Static<typeof FeedStreamMessage>;

/** Where an answer came from: the header `x-jophiel-source`. */
export const feedSources = ['stored', 'trending', 'newest', 'cache'] as const;
export type FeedSource = (typeof feedSources)[number];
