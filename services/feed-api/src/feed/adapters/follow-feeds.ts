import { type Envelope, feedUpdated, type PayloadOf, userDeleted } from '@jophiel/contracts';
import { follow } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import type { FeedHub } from '../core/feed-hub.ts';
import type { RecentFeeds } from '../../lists/core/held-pages.ts';
import type { StoredFeeds } from '../core/stored-feeds.ts';

export interface FollowedBy {
  readonly stored: Pick<StoredFeeds, 'forget' | 'forgetAll'>;
  readonly recent: Pick<RecentFeeds, 'forgetUser'>;
  readonly hub: FeedHub;
  readonly logger: Logger;
}

/**
 * Hears of every feed that is stored, whichever scorer stored it, and of every user who is erased. What memory has of it
 * goes before anybody is told: who then asks gets the new one.
 */
export async function followFeeds(
  transport: Transport,
  { stored, recent, hub, logger }: FollowedBy,
): Promise<() => Promise<void>> {
  transport.onReconnect(() => stored.forgetAll());
  const onUpdated = ({ payload, correlation_id }: Envelope<PayloadOf<typeof feedUpdated>>) => {
    stored.forget(payload.user_id);
    const told = hub.tell({ userId: payload.user_id, version: payload.version, generatedAt: payload.generated_at });
    if (told > 0)
      logger.info(
        { user_id: payload.user_id, version: payload.version, clients: told, correlation_id },
        'told of a new feed',
      );
  };
  const onDeleted = ({ payload }: Envelope<PayloadOf<typeof userDeleted>>) => {
    stored.forget(payload.user_id);
    recent.forgetUser(payload.user_id);
  };
  const updated = await follow(feedUpdated, onUpdated, { transport, logger });
  const deleted = await follow(userDeleted, onDeleted, { transport, logger });
  return async () => {
    await updated.stop();
    await deleted.stop();
  };
}
