import { filterParser } from '../lists/core/parse-filters.ts';
import type { Room, Shared } from '../shared/room.ts';
import { addBoardRoutes } from './adapters/board-routes.ts';
import { followChanges } from './adapters/follow-changes.ts';
import { forgetLists } from './adapters/forget-lists.ts';
import { addSimilarRoute } from './adapters/similar-route.ts';
import type { Changed, Question } from './core/cached-lists.ts';
import { RecentChanges } from './use-cases/recent-changes.ts';

/** Changed samples that a process keeps, to check cached answers. Answers from before them are made again. */
const MAX_CHANGES = 1_000;

export async function similarRoom(shared: Shared): Promise<Room> {
  const { service, settings, database, domain, finders, now } = shared;
  const changes = new RecentChanges<Changed>(MAX_CHANGES);
  const maxAgeMs = settings.FEED_API_SIMILAR_HELD_MS;
  const answers = service.metrics.counter(
    'cached_answers_total',
    'Answers with similar samples or ideas, by kind and by whether the cache had them.',
    ['kind', 'cached'],
  );
  const context = {
    ...shared,
    nearest: finders.nearest,
    postgres: finders.postgres,
    changes,
    parseFilters: filterParser(domain.features),
    maxAgeMs,
    onAnswer: (kind: Question['kind'], isCached: boolean) => answers.inc({ kind, cached: isCached ? 'yes' : 'no' }),
  };
  const forgetting = {
    maxAgeMs,
    limit: settings.FEED_API_SIMILAR_MOST,
    now,
    logger: await service.feature('similar'),
  };
  return {
    features: {
      similar: {
        routes: (server) => addSimilarRoute(server, context),
        background: [async (signal) => forgetLists(database, forgetting, signal)],
      },
      boards: { routes: (server) => addBoardRoutes(server, context) },
    },
    follows: followChanges(changes, now),
  };
}
