import type { Logger } from '@jophiel/observability';
import { type Executor, isPassingFailure } from '@jophiel/postgres';
import { type Feed, type Gone, without } from '../../shared/core/feed.ts';
import type { RecentFeeds } from '../../lists/use-cases/held-pages.ts';
import type { KeptFeed, StoredFeeds } from './cached-feeds.ts';
import { loadNewestFeed } from '../statements/load-newest-feed.ts';
import { loadTrendingFeed } from '../statements/load-trending-feed.ts';

export interface FeedReaderOptions {
  readonly database: Executor;
  readonly stored: StoredFeeds;
  readonly gone: Gone;
  readonly recent: RecentFeeds;
  readonly feedSize: number;
  /** Whether a user, who may be a creator too, is not shown what is their own; the stored feed is without it. */
  readonly hidesOwn: (userId: string) => boolean;
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

/** A feed that is shown as of a state of the catalogue. */
export interface ShownFeed {
  readonly userId: string;
  /** Without what is gone. */
  readonly feed: Feed;
  readonly stored: KeptFeed;
  readonly revision: number;
}

export interface FeedReader {
  /**
   * The best feed that can be had: the stored one, else what is trending, else the newest; with PostgreSQL away the one
   * that was read last. Pages after the first are of the feed that the first was of, while it is remembered.
   * @throws JophielError DATABASE_UNAVAILABLE when there is none of these
   */
  readonly read: ReadFeed;
  /** What `read` would find for a first page, where nothing has to be waited for. */
  readonly known: (userId: string) => ShownFeed | undefined;
  /** Whether `known` would find the same as then; if so, its pages are turned from now on. */
  readonly isStillKnown: (shown: ShownFeed) => boolean;
}

export function feedReader(options: FeedReaderOptions): FeedReader {
  const { database, stored, gone, recent, feedSize, hidesOwn, logger, now } = options;

  const load = async (userId: string): Promise<Feed> => {
    return without((await stored.read(userId)) ?? (await everybodys(userId)), gone.has);
  };
  const everybodys = async (userId: string): Promise<Feed> => {
    const hiddenCreator = hidesOwn(userId) ? userId : undefined;
    return (
      (await loadTrendingFeed(database, hiddenCreator)) ??
      (await loadNewestFeed(database, { size: feedSize, hiddenCreator, now: now() }))
    );
  };

  return {
    async read({ userId, page, asOf }) {
      const held = page > 1 ? recent.held(userId, asOf, now().getTime()) : undefined;
      if (held !== undefined) return held;
      const { erasures } = recent;
      try {
        const feed = await load(userId);
        if (recent.erasures === erasures) recent.remember(userId, feed, now().getTime());
        return feed;
      } catch (error) {
        const remembered = recent.recall(userId);
        if (remembered === undefined || !isPassingFailure(error)) throw error;
        logger.warn({ err: error, user_id: userId }, 'PostgreSQL is away; answering with a feed from memory');
        return without({ ...remembered, source: 'cache' }, gone.has);
      }
    },

    known(userId) {
      const kept = stored.known(userId);
      if (kept === undefined) return undefined;
      const feed = without(kept.feed, gone.has);
      recent.remember(userId, feed, now().getTime());
      return { userId, feed, stored: kept, revision: gone.revision };
    },

    isStillKnown({ userId, feed, stored: kept, revision }) {
      if (revision !== gone.revision || !stored.isKnown(kept)) return false;
      recent.remember(userId, feed, now().getTime());
      return true;
    },
  };
}
