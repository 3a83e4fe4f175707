import { PagedLists } from '../lists/use-cases/paged-lists.ts';
import type { Room, Shared } from '../shared/room.ts';
import { addSearchRoutes } from './adapters/search-routes.ts';
import type { SearchResult } from './use-cases/search.ts';

export function searchRoom(shared: Shared): Room {
  const { settings } = shared;
  const pagedResults = new PagedLists<SearchResult>({
    limit: settings.FEED_API_RECENT_SEARCHES,
    pagingMs: settings.FEED_API_PAGES_HELD_MS,
  });
  return { features: { search: { routes: (server) => addSearchRoutes(server, { ...shared, pagedResults }) } } };
}
