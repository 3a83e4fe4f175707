import { feedUpdated, userDeleted } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { PagedLists } from '../../lists/use-cases/paged-lists.ts';
import type { Feed } from '../../shared/core/feed.ts';
import type { CachedFeeds } from '../use-cases/cached-feeds.ts';
import type { FeedHub } from './feed-hub.ts';

export interface FollowedBy {
  readonly cachedFeeds: Pick<CachedFeeds, 'drop' | 'dropAll'>;
  readonly pagedFeeds: Pick<PagedLists<Feed>, 'forgetUser'>;
  readonly hub: FeedHub;
  readonly logger: Logger;
}

/**
 * Each process drops changed feeds from its caches before it tells any client:
 * - `feed.updated`: the feed leaves `CachedFeeds`. `PagedLists` keeps the former feed for its other pages.
 * - `user.deleted`: every feed of the user leaves both.
 * - a reconnect: every feed leaves `CachedFeeds`, because events may have been missed.
 * `CachedResponses` drops nothing: a response is sent only while `CachedFeeds` has its feed.
 */
export function followFeeds({ cachedFeeds, pagedFeeds, hub, logger }: FollowedBy): readonly Follow[] {
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
      pagedFeeds.forgetUser(payload.user_id);
    }),
  ];
}
