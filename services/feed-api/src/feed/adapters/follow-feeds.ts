import { feedUpdated, userDeleted } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { HeldPages } from '../../lists/use-cases/held-pages.ts';
import type { Feed } from '../../shared/core/feed.ts';
import type { CachedFeeds } from '../use-cases/cached-feeds.ts';
import type { FeedHub } from './feed-hub.ts';

export interface FollowedBy {
  readonly cachedFeeds: Pick<CachedFeeds, 'drop' | 'dropAll'>;
  readonly heldFeeds: Pick<HeldPages<Feed>, 'forgetUser'>;
  readonly hub: FeedHub;
  readonly logger: Logger;
}

/**
 * Follows what changes stored feeds, in every process, and drops what is cached of them before any client is told:
 *
 * - `feed.updated`, whichever scorer stored the feed: the user's feed leaves `CachedFeeds`, and pages that
 *   `PreparedPages` made of it are not sent any more. `HeldPages` keeps the former feed, so that its pages can be turned.
 * - `user.deleted`: the same, and `HeldPages` forgets every feed of the user.
 * - a connection, before which events may have been missed: every feed leaves `CachedFeeds`.
 *
 * While NATS is away no feed in `CachedFeeds` is current, and without events each is read again after
 * `FEED_API_FEED_HELD_MS`. A sample that becomes unlisted leaves every cached feed (see `currentFeed`).
 */
export function followFeeds({ cachedFeeds, heldFeeds, hub, logger }: FollowedBy): readonly Follow[] {
  return [
    following(
      feedUpdated,
      ({ payload, correlation_id }) => {
        cachedFeeds.drop(payload.user_id);
        const told = hub.tell({ userId: payload.user_id, version: payload.version, generatedAt: payload.generated_at });
        if (told > 0)
          logger.info(
            { user_id: payload.user_id, version: payload.version, clients: told, correlation_id },
            'told of a new feed',
          );
      },
      { onConnect: () => cachedFeeds.dropAll() },
    ),
    following(userDeleted, ({ payload }) => {
      cachedFeeds.drop(payload.user_id);
      heldFeeds.forgetUser(payload.user_id);
    }),
  ];
}
