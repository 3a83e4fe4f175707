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
        'For pages after the first: generated_at of page 1, so that all pages are of one feed. The links of the pages contain it.',
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

/** Only in answers of a walk by cursor. */
const walk = {
  next_cursor: Type.Optional(Type.Union([Type.String(), Type.Null()], { description: 'Null at the end of the feed.' })),
  newer_version: Type.Optional(
    Type.Boolean({ description: 'Whether a newer feed than at the start of the walk is stored.' }),
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
      score: Type.Number({
        description: 'Orders the feed: score_final + learned + exploration, minus what variety takes off.',
      }),
      score_final: ScoreFinal,
      learned: Type.Number({ description: 'What is learned from users together; 0 when nothing is.' }),
      exploration: Type.Optional(
        Type.Number({ description: 'What lifted a new sample to this place; absent for all others.' }),
      ),
    }),
    { description: 'The best first. All numbers are 0 for the newest samples, which are not ranked.' },
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

/** Values of the header `x-jophiel-source`: where an answer came from. */
export const feedSources = ['stored', 'trending', 'newest', 'cache'] as const;
export type FeedSource = (typeof feedSources)[number];
