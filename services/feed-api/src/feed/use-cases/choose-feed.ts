import { isPassingFailure } from '@jophiel/postgres';
import { excludeFrom, type Feed } from '../../shared/core/feed.ts';
import type { FeedAsked } from '../core/feed-asked.ts';
import { loadNewestFeed } from '../statements/load-newest-feed.ts';
import { loadTrendingFeed } from '../statements/load-trending-feed.ts';
import type { FeedContext } from './feed-context.ts';

/** A page after the first comes from the cached feed of the first page, so that pages do not overlap. */
export async function chooseFeed(
  { userId, paging }: Pick<FeedAsked, 'userId' | 'paging'>,
  context: FeedContext,
): Promise<Feed> {
  const { pagedFeeds, now } = context;
  const turnsPages = paging.kind === 'pages' && paging.page > 1;
  const cached = turnsPages ? pagedFeeds.listAsOf(userId, paging.asOf, now().getTime()) : undefined;
  return cached ?? readFeed(userId, context);
}

/** While PostgreSQL is unavailable: the latest cached feed. @throws JophielError DATABASE_UNAVAILABLE without one */
export async function readFeed(userId: string, context: FeedContext): Promise<Feed> {
  const { pagedFeeds, unlisted, logger, now } = context;
  const { erasures } = pagedFeeds;
  try {
    const feed = excludeFrom(await bestFeed(userId, context), unlisted.has);
    if (pagedFeeds.erasures === erasures) pagedFeeds.keep(userId, feed, now().getTime());
    return feed;
  } catch (error) {
    const latest = pagedFeeds.latest(userId);
    if (latest === undefined || !isPassingFailure(error)) throw error;
    logger.warn({ err: error, user_id: userId }, 'PostgreSQL is unavailable; answering with a cached feed');
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
