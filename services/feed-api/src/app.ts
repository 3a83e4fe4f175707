import { plannerSettings } from '@jophiel/postgres';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/settings';
import { readConfig } from './config.ts';
import { feedRoom } from './feed/room.ts';
import { searchRoom } from './search/room.ts';
import { sharedRoom } from './shared/room.ts';
import { similarRoom } from './similar/room.ts';
import { syncRoom } from './sync/room.ts';
import { whyRoom } from './why/room.ts';

/** Serves feeds: pages for the platform, and news of them to clients that listen. */
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
    const shared = await sharedRoom(service, settings);
    const feed = await feedRoom(shared);
    const similar = await similarRoom(shared);
    const rooms = [feed, searchRoom(shared), whyRoom(shared, feed.context), similar, syncRoom(shared), shared];
    return {
      features: {
        ...Object.assign({}, ...rooms.map(({ features }) => features)),
        news: { follows: rooms.flatMap(({ follows = [] }) => follows) },
      },
    };
  });
}
