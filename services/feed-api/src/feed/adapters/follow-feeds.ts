import { feedUpdated, userDeleted } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { FeedHub } from './feed-hub.ts';
import type { RecentFeeds } from '../../lists/use-cases/held-pages.ts';
import type { StoredFeeds } from '../use-cases/cached-feeds.ts';

export interface FollowedBy {
  readonly stored: Pick<StoredFeeds, 'forget' | 'forgetAll'>;
  readonly recent: Pick<RecentFeeds, 'forgetUser'>;
  readonly hub: FeedHub;
  readonly logger: Logger;
}

/**
 * Hears of every feed that is stored, whichever scorer stored it, and of every user who is erased. The cached feed goes
 * before the listeners are told: a listener that asks at once gets the new feed.
 */
export function followFeeds({ stored, recent, hub, logger }: FollowedBy): readonly Follow[] {
  return [
    following(
      feedUpdated,
      ({ payload, correlation_id }) => {
        stored.forget(payload.user_id);
        const told = hub.tell({ userId: payload.user_id, version: payload.version, generatedAt: payload.generated_at });
        if (told > 0)
          logger.info(
            { user_id: payload.user_id, version: payload.version, clients: told, correlation_id },
            'told of a new feed',
          );
      },
      { onConnect: () => stored.forgetAll() },
    ),
    following(userDeleted, ({ payload }) => {
      stored.forget(payload.user_id);
      recent.forgetUser(payload.user_id);
    }),
  ];
}
