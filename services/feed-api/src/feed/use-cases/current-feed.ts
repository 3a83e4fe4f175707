import { excludeFrom, type Feed } from '../../shared/core/feed.ts';
import type { CachedFeed } from './cached-feeds.ts';
import type { FeedContext } from './feed-context.ts';

export interface CurrentFeed {
  readonly userId: string;
  readonly feed: Feed;
  readonly cached: CachedFeed;
  readonly revision: number;
}

type Caches = Pick<FeedContext, 'cachedFeeds' | 'unlisted'>;

export function currentFeed(userId: string, { cachedFeeds, unlisted }: Caches): CurrentFeed | undefined {
  const cached = cachedFeeds.current(userId);
  if (cached === undefined) return undefined;
  return { userId, feed: excludeFrom(cached.feed, unlisted.has), cached, revision: unlisted.revision };
}

export function isCurrent({ cached, revision }: CurrentFeed, { cachedFeeds, unlisted }: Caches): boolean {
  return revision === unlisted.revision && cachedFeeds.isCurrent(cached);
}

export function touch(
  { userId, feed }: CurrentFeed,
  { pagedFeeds, now }: Pick<FeedContext, 'pagedFeeds' | 'now'>,
): void {
  pagedFeeds.keep(userId, feed, now().getTime());
}
