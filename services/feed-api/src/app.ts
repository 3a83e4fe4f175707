import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/settings';
import { followFeeds } from './adapters/follow-feeds.ts';
import { GoneSamples } from './adapters/gone-samples.ts';
import { addFeedRoutes } from './adapters/http/feed-routes.ts';
import { addStreamRoute } from './adapters/http/stream-route.ts';
import { loadStoredFeed } from './statements/load-stored-feed.ts';
import { readConfig } from './config.ts';
import { FeedHub } from './core/feed-hub.ts';
import { RecentFeeds } from './core/recent-feeds.ts';
import { feedReader } from './handlers/read-feed.ts';

/** Serves feeds: pages for the platform, news of them to whoever listens. */
export async function startFeedApi(environment: Environment): Promise<RunningService> {
  const settings = readConfig(environment);
  const frame = { name: 'feed-api', port: settings.FEED_API_PORT, hasMessaging: false, settings };
  return startService(frame, async ({ domain, database, transport, logger, metrics, feature, now }) => {
    const streamLogger = await feature('stream');
    const gone = new GoneSamples();
    const hub = new FeedHub();
    const recent = new RecentFeeds({
      most: settings.FEED_API_RECENT_FEEDS,
      heldMs: settings.FEED_API_PAGES_HELD_MS,
    });
    const readFeed = feedReader({ database, recent, isGone: gone.has, feedSize: domain.feed.size, logger, now });
    const stopping: (() => Promise<void>)[] = [];
    return {
      routes: (server) => {
        addFeedRoutes(server, { domain, readFeed, isGone: gone.has, publicUrl: settings.FEED_API_PUBLIC_URL });
        addStreamRoute(server, {
          domain,
          hub,
          metrics,
          mostClients: settings.STREAM_MOST_CLIENTS,
          beatMs: settings.STREAM_BEAT_MS,
          current: async (userId) => {
            const feed = await loadStoredFeed(database, userId);
            return feed === undefined
              ? undefined
              : { userId, version: feed.version, generatedAt: feed.generatedAt.toISOString() };
          },
        });
      },
      background: [
        async () => {
          stopping.push(await followFeeds(transport, hub, streamLogger));
        },
        async () => {
          stopping.push(await gone.follow(transport, database));
        },
      ],
      onStop: async () => {
        for (const stop of stopping) await stop();
      },
    };
  });
}
