import { candidateFinders, CatalogueKnowledge, RememberedCandidates } from '@jophiel/candidates';
import { idsOf, searchTextsOf } from '@jophiel/domain';
import { armsOf } from '@jophiel/scoring';
import { plannerSettings } from '@jophiel/postgres';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/settings';
import { followFeeds } from './feed/adapters/follow-feeds.ts';
import { GoneSamples } from './shared/adapters/unlisted-samples.ts';
import { addBoardRoutes } from './similar/adapters/board-routes.ts';
import { addFeedRoutes } from './feed/adapters/feed-routes.ts';
import { addSimilarRoute } from './similar/adapters/similar-route.ts';
import { addSearchRoutes } from './search/adapters/search-routes.ts';
import { addWhyRoute } from './why/adapters/why-route.ts';
import { addTasteRoute } from './why/adapters/taste-route.ts';
import { addStreamRoute } from './feed/adapters/stream-route.ts';
import { addBucketRoutes } from './sync/adapters/bucket-routes.ts';
import { addListRoutes } from './sync/adapters/list-routes.ts';
import { followChanges } from './similar/adapters/follow-changes.ts';
import { forgetLists } from './similar/adapters/forget-lists.ts';
import { loadStoredFeed } from './feed/statements/load-stored-feed.ts';
import { readConfig } from './config.ts';
import type { Feed } from './shared/core/feed.ts';
import type { Changed } from './similar/core/cached-lists.ts';
import { RecentChanges } from './similar/use-cases/recent-changes.ts';
import { filterParser } from './lists/core/parse-filters.ts';
import { FeedHub } from './feed/adapters/feed-hub.ts';
import { HeldPages } from './lists/use-cases/held-pages.ts';
import { CachedFeeds } from './feed/use-cases/cached-feeds.ts';
import { boardSuggester } from './similar/use-cases/suggest-for-board.ts';
import { listsCache } from './similar/use-cases/current-lists.ts';
import { changesChecker } from './similar/use-cases/is-current.ts';
import { nearestFinder } from './similar/use-cases/find-nearest.ts';
import { readFeed } from './feed/use-cases/choose-feed.ts';
import { searcher, type SearchResult } from './search/use-cases/search.ts';
import { similarFinder } from './similar/use-cases/find-similar.ts';
import { tasteReader } from './why/use-cases/read-taste.ts';
import { explainer } from './shared/use-cases/explain.ts';
import { whyAsker } from './why/use-cases/ask-why.ts';
import { feedExplainer } from './feed/use-cases/explain-feed.ts';

/** How many changed samples a process remembers, to check cached answers against; answers older than these are made again. */
const MAX_CHANGES = 1_000;

/** Serves feeds: pages for the platform, news of them to whoever listens. */
export async function startFeedApi(environment: Environment): Promise<RunningService> {
  const settings = readConfig(environment);
  const frame = {
    name: 'feed-api' as const,
    port: settings.FEED_API_PORT,
    hasMessaging: false,
    serverSettings: plannerSettings,
    settings,
  };
  return startService(frame, async (service) => {
    const { domain, database, metrics, timings, feature, now, isFollowing } = service;
    const newsLogger = await feature('news');
    const similarLogger = await feature('similar');
    const gone = new GoneSamples();
    const hub = new FeedHub();
    const heldFeeds = new HeldPages<Feed>({
      limit: settings.FEED_API_RECENT_FEEDS,
      heldMs: settings.FEED_API_PAGES_HELD_MS,
    });
    const cachedFeeds = new CachedFeeds({
      load: async (userId) => timings.measure('read-feed', async () => loadStoredFeed(database, userId)),
      limit: settings.FEED_API_RECENT_FEEDS,
      heldMs: settings.FEED_API_FEED_HELD_MS,
      hearsNews: isFollowing,
      clock: () => performance.now(),
    });
    const inMemory = metrics.gauge('feeds_in_memory', 'Stored feeds that are answered from memory.', [], () => {
      inMemory.set(cachedFeeds.size);
    });
    const arms = armsOf(domain);
    const feedContext = {
      database,
      domain,
      arms,
      cachedFeeds,
      heldFeeds,
      unlisted: gone,
      logger: await feature('feed'),
      now,
    };
    const { layout } = arms.control.options;
    const knowledge = new CatalogueKnowledge(database, layout);
    const remembered = new RememberedCandidates(database, settings.FEED_API_REMEMBERED_SAMPLES);
    const { popularity, catalogue } = knowledge;
    const { candidates, postgres, nearest } = candidateFinders({
      ...service,
      settings,
      arms,
      knowledge,
      remembered,
      logger: await feature('candidates'),
    });
    const findNearest = nearestFinder({
      database,
      domain,
      layout: layout.id,
      nearest,
      candidates: postgres,
      remembered,
      catalogue,
      isGone: gone.has,
    });
    const parseFilters = filterParser(domain.features);
    const changes = new RecentChanges<Changed>(MAX_CHANGES);
    const answers = metrics.counter(
      'cached_answers_total',
      'Answers with similar samples or ideas, by kind and by whether the cache had them.',
      ['kind', 'cached'],
    );
    const currentLists = listsCache({
      database,
      layout,
      isCurrent: changesChecker(database, layout.id, changes),
      catalogue,
      onAnswer: (kind, isCached) => answers.inc({ kind, cached: isCached ? 'yes' : 'no' }),
    });
    const heldMs = settings.FEED_API_SIMILAR_HELD_MS;
    const lasting = { database, arms, findNearest, currentLists, isGone: gone.has, heldMs, now };
    const findSimilar = similarFinder({ ...lasting, parseFilters });
    const explain = explainer({ database, arms, popularity });
    const search = searcher({
      database,
      arms,
      languages: [...new Set(searchTextsOf(domain).flatMap(({ languages }) => languages))],
      remembered,
      popularity,
      isGone: gone.has,
      heldResults: new HeldPages<SearchResult>({
        limit: settings.FEED_API_RECENT_SEARCHES,
        heldMs: settings.FEED_API_PAGES_HELD_MS,
      }),
      now,
    });
    const shared = { ids: idsOf(domain), isGone: gone.has, publicUrl: settings.FEED_API_PUBLIC_URL };
    return {
      features: {
        feed: {
          routes: (server) =>
            addFeedRoutes(
              server,
              { ...shared, ...feedContext, parseFilters, explainFeed: feedExplainer(database, explain) },
              settings.FEED_API_RECENT_FEEDS,
            ),
        },
        search: { routes: (server) => addSearchRoutes(server, { ...shared, search, explain }) },
        why: {
          routes: (server) =>
            addWhyRoute(server, {
              ...shared,
              askWhy: whyAsker({
                database,
                domain,
                arms,
                readFeed: async (userId) => readFeed(userId, feedContext),
                candidates,
                catalogue,
                popularity,
              }),
            }),
        },
        taste: {
          routes: (server) => addTasteRoute(server, { ...shared, readTaste: tasteReader(database, domain, layout) }),
        },
        similar: {
          routes: (server) => addSimilarRoute(server, { ...shared, database, layout, findSimilar }),
          background: [
            async (signal) =>
              forgetLists(
                database,
                { heldMs, limit: settings.FEED_API_SIMILAR_MOST, now, logger: similarLogger },
                signal,
              ),
          ],
        },
        boards: {
          routes: (server) =>
            addBoardRoutes(server, {
              ...shared,
              database,
              layout,
              parseFilters,
              suggest: boardSuggester(lasting),
            }),
        },
        sync: {
          routes: (server) => {
            addListRoutes(server, { domain, database });
            addBucketRoutes(server, { domain, database });
          },
        },
        stream: {
          routes: (server) =>
            addStreamRoute(server, {
              domain,
              hub,
              metrics,
              maxClients: settings.STREAM_MOST_CLIENTS,
              maxPerUser: settings.STREAM_MOST_PER_USER,
              beatMs: settings.STREAM_BEAT_MS,
              longestMs: settings.STREAM_LONGEST_MS,
              current: async (userId) => {
                const feed = await loadStoredFeed(database, userId);
                return feed === undefined
                  ? undefined
                  : { userId, version: feed.version, generatedAt: feed.generatedAt.toISOString() };
              },
            }),
        },
        news: {
          follows: [
            ...followFeeds({ cachedFeeds, heldFeeds, hub, logger: newsLogger }),
            ...gone.follows(database),
            ...followChanges(changes, now),
          ],
        },
        catalogue: {
          background: [async (signal) => knowledge.keepFresh(settings.FEED_API_CATALOGUE_REFRESH_MS, signal)],
        },
      },
    };
  });
}
