import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { feedRoom } from './feed/room.ts';
import { searchRoom } from './search/room.ts';
import { feedApi } from './service.ts';
import { sharedRoom } from './shared/room.ts';
import { similarRoom } from './similar/room.ts';
import { syncRoom } from './sync/room.ts';
import { whyRoom } from './why/room.ts';

export async function startFeedApi(environment: Environment): Promise<RunningService> {
  return startService(feedApi, environment, async (service) => {
    const shared = await sharedRoom(service);
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
