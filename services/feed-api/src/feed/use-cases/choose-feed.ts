import { isPassingFailure } from '@jophiel/postgres';
import { excludeFrom, type Feed } from '../../shared/core/feed.ts';
import type { FeedAsked } from '../core/feed-asked.ts';
import { loadNewestFeed } from '../statements/load-newest-feed.ts';
import { loadTrendingFeed } from '../statements/load-trending-feed.ts';
import type { FeedContext } from './feed-context.ts';

/** A page after the first comes from the held feed, so that pages do not overlap. */
export async function chooseFeed(
  { userId, paging }: Pick<FeedAsked, 'userId' | 'paging'>,
  context: FeedContext,
): Promise<Feed> {
  const { heldFeeds, now } = context;
  const turnsPages = paging.kind === 'pages' && paging.page > 1;
  const held = turnsPages ? heldFeeds.listAsOf(userId, paging.asOf, now().getTime()) : undefined;
  return held ?? readFeed(userId, context);
}

/** While PostgreSQL is away: the feed read last. @throws JophielError DATABASE_UNAVAILABLE without one */
export async function readFeed(userId: string, context: FeedContext): Promise<Feed> {
  const { heldFeeds, unlisted, logger, now } = context;
  const { erasures } = heldFeeds;
  try {
    const feed = excludeFrom(await bestFeed(userId, context), unlisted.has);
    if (heldFeeds.erasures === erasures) heldFeeds.hold(userId, feed, now().getTime());
    return feed;
  } catch (error) {
    const latest = heldFeeds.latest(userId);
    if (latest === undefined || !isPassingFailure(error)) throw error;
    logger.warn({ err: error, user_id: userId }, 'PostgreSQL is away; answering with a feed from memory');
    return excludeFrom({ ...latest, source: 'cache' }, unlisted.has);
  }
}

async function bestFeed(userId: string, { database, cachedFeeds, domain, arms, now }: FeedContext): Promise<Feed> {
  const own = await cachedFeeds.read(userId);
  if (own !== undefined) return own;
  const hiddenCreator = arms.of(userId).options.variety?.hideOwnItems === true ? userId : undefined;
  return (
    (await loadTrendingFeed(database, hiddenCreator)) ??
    (await loadNewestFeed(database, { size: domain.feed.size, hiddenCreator, now: now() }))
  );
}
