import type { FeedContext } from '../feed/use-cases/feed-context.ts';
import type { Room, Shared } from '../shared/room.ts';
import { addTasteRoute } from './adapters/taste-route.ts';
import { addWhyRoute } from './adapters/why-route.ts';

export function whyRoom(shared: Shared, feed: FeedContext): Room {
  const { candidates } = shared.finders;
  return {
    features: {
      why: { routes: (server) => addWhyRoute(server, { ...shared, ...feed, candidates }) },
      taste: { routes: (server) => addTasteRoute(server, shared) },
    },
  };
}
