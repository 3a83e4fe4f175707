import type { Logger } from '@jophiel/observability';
import { type Executor, isPassingFailure } from '@jophiel/postgres';
import { type Feed, without } from '../core/feed.ts';
import type { RecentFeeds } from '../core/recent-feeds.ts';
import { loadNewestFeed } from '../statements/load-newest-feed.ts';
import { loadStoredFeed } from '../statements/load-stored-feed.ts';
import { loadTrendingFeed } from '../statements/load-trending-feed.ts';

export interface ReadFeedOptions {
  readonly database: Executor;
  readonly recent: RecentFeeds;
  readonly isGone: (sampleId: string) => boolean;
  readonly feedSize: number;
  /** Whether users, who may be creators too, are not shown what is their own; their stored feeds are without it. */
  readonly hidesOwn: boolean;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** What a reader wants: the first page of the feed as it is now, or another page of the feed as it was then. */
export interface Reading {
  readonly userId: string;
  readonly page: number;
  readonly asOf: Date | undefined;
}

export type ReadFeed = (reading: Reading) => Promise<Feed>;

/**
 * The best feed that can be had: the stored one, else what is trending, else the newest; with PostgreSQL away the one
 * that was read last. Pages after the first are of the feed that the first was of, while it is remembered.
 * @throws JophielError DATABASE_UNAVAILABLE when there is none of these
 */
export function feedReader({ database, recent, isGone, feedSize, hidesOwn, logger, now }: ReadFeedOptions): ReadFeed {
  const load = async (userId: string): Promise<Feed> => {
    const hiddenCreator = hidesOwn ? userId : undefined;
    const feed =
      (await loadStoredFeed(database, userId)) ??
      (await loadTrendingFeed(database, hiddenCreator)) ??
      (await loadNewestFeed(database, { size: feedSize, hiddenCreator, now: now() }));
    return without(feed, isGone);
  };

  return async ({ userId, page, asOf }) => {
    const held = page > 1 ? recent.held(userId, asOf, now().getTime()) : undefined;
    if (held !== undefined) return held;
    try {
      const feed = await load(userId);
      recent.remember(userId, feed, now().getTime());
      return feed;
    } catch (error) {
      const remembered = recent.recall(userId);
      if (remembered === undefined || !isPassingFailure(error)) throw error;
      logger.warn({ err: error, user_id: userId }, 'PostgreSQL is away; answering with a feed from memory');
      return without({ ...remembered, source: 'cache' }, isGone);
    }
  };
}
