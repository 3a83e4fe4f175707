import { HeldPages } from '../lists/use-cases/held-pages.ts';
import type { Room, Shared } from '../shared/room.ts';
import { addSearchRoutes } from './adapters/search-routes.ts';
import type { SearchResult } from './use-cases/search.ts';

export function searchRoom(shared: Shared): Room {
  const { settings } = shared;
  const heldResults = new HeldPages<SearchResult>({
    limit: settings.FEED_API_RECENT_SEARCHES,
    heldMs: settings.FEED_API_PAGES_HELD_MS,
  });
  return { features: { search: { routes: (server) => addSearchRoutes(server, { ...shared, heldResults }) } } };
}
