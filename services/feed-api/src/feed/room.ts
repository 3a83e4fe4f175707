import { filterParser } from '../lists/core/parse-filters.ts';
import { PagedLists } from '../lists/use-cases/paged-lists.ts';
import type { Feed } from '../shared/core/feed.ts';
import type { Room, Shared } from '../shared/room.ts';
import { FeedHub } from './adapters/feed-hub.ts';
import { addFeedRoutes } from './adapters/feed-routes.ts';
import { followFeeds } from './adapters/follow-feeds.ts';
import { addStreamRoute } from './adapters/stream-route.ts';
import { loadStoredFeed } from './statements/load-stored-feed.ts';
import { CachedFeeds } from './use-cases/cached-feeds.ts';
import type { FeedContext } from './use-cases/feed-context.ts';

export async function feedRoom(shared: Shared): Promise<Room & { readonly context: FeedContext }> {
  const { service, settings, database, domain } = shared;
  const { metrics, timings, isFollowing } = service;
  const hub = new FeedHub();
  const cachedFeeds = new CachedFeeds({
    load: async (userId) => timings.measure('read-feed', async () => loadStoredFeed(database, userId)),
    limit: settings.FEED_API_RECENT_FEEDS,
    maxAgeMs: settings.FEED_API_FEED_HELD_MS,
    hearsNews: isFollowing,
    clock: () => performance.now(),
  });
  const inMemory = metrics.gauge('feeds_in_memory', 'Stored feeds that are answered from memory.', [], () => {
    inMemory.set(cachedFeeds.size);
  });
  const pagedFeeds = new PagedLists<Feed>({
    limit: settings.FEED_API_RECENT_FEEDS,
    pagingMs: settings.FEED_API_PAGES_HELD_MS,
  });
  const parseFilters = filterParser(domain.features);
  const context = { ...shared, cachedFeeds, pagedFeeds, parseFilters, logger: await service.feature('feed') };
  const limits = {
    maxClients: settings.STREAM_MOST_CLIENTS,
    maxPerUser: settings.STREAM_MOST_PER_USER,
    beatMs: settings.STREAM_BEAT_MS,
    maxMs: settings.STREAM_LONGEST_MS,
  };
  return {
    context,
    features: {
      feed: { routes: (server) => addFeedRoutes(server, context, settings.FEED_API_RECENT_FEEDS) },
      stream: { routes: (server) => addStreamRoute(server, { ...shared, hub, metrics }, limits) },
    },
    follows: followFeeds({ cachedFeeds, pagedFeeds, hub, logger: await service.feature('news') }),
  };
}
