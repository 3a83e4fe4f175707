import type { Logger } from '@jophiel/observability';
import { type Executor, isPassingFailure } from '@jophiel/postgres';
import { loadNewestFeed } from '../statements/load-newest-feed.ts';
import { loadStoredFeed } from '../statements/load-stored-feed.ts';
import { loadTrendingFeed } from '../statements/load-trending-feed.ts';
import { type Feed, without } from '../core/feed.ts';
import type { RecentFeeds } from '../core/recent-feeds.ts';

export interface ReadFeedOptions {
  readonly database: Executor;
  readonly recent: RecentFeeds;
  readonly isGone: (sampleId: string) => boolean;
  readonly feedSize: number;
  readonly logger: Logger;
  readonly now: () => Date;
}

export type ReadFeed = (userId: string) => Promise<Feed>;

/**
 * The best feed that can be had: the stored one, else what is trending, else the newest; with PostgreSQL away the one
 * that was read last.
 * @throws JophielError DATABASE_UNAVAILABLE when there is none of these
 */
export function feedReader({ database, recent, isGone, feedSize, logger, now }: ReadFeedOptions): ReadFeed {
  return async (userId) => {
    try {
      const feed =
        (await loadStoredFeed(database, userId)) ??
        (await loadTrendingFeed(database)) ??
        (await loadNewestFeed(database, feedSize, now()));
      recent.remember(userId, feed);
      return without(feed, isGone);
    } catch (error) {
      const remembered = recent.recall(userId);
      if (remembered === undefined || !isPassingFailure(error)) throw error;
      logger.warn({ err: error, user_id: userId }, 'PostgreSQL is away; answering with a feed from memory');
      return without({ ...remembered, source: 'cache' }, isGone);
    }
  };
}
