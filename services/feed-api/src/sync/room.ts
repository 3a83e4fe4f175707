import type { Room, Shared } from '../shared/room.ts';
import { addBucketRoutes } from './adapters/bucket-routes.ts';
import { addListRoutes } from './adapters/list-routes.ts';

export function syncRoom(shared: Shared): Room {
  return {
    features: {
      sync: {
        routes: (server) => {
          addListRoutes(server, shared);
          addBucketRoutes(server, shared);
        },
      },
    },
  };
}
