import { feedUpdated, profileUpdated } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { computeFeeds, type FeedContext, type FeedRequest } from '../use-cases/compute-feeds.ts';

/**
 * Take up to 32 queued reactions. Each waits for the whole batch to commit, but one search for 32 users costs a quarter
 * of 32 searches.
 */
const MAX_BATCH = 32;

export function onProfileUpdated(context: FeedContext): Subscriber {
  return subscriber(
    profileUpdated,
    async (events, handlerContext) => {
      const requests = new Map<string, FeedRequest>();
      for (const event of events) {
        const { user_id, profile_version } = event.payload;
        const earlier = requests.get(user_id)?.atLeast ?? 0;
        requests.set(user_id, { userId: user_id, cause: event, atLeast: Math.max(profile_version, earlier) });
      }
      return computeFeeds([...requests.values()], handlerContext, context);
    },
    { emits: [feedUpdated], batchSize: MAX_BATCH, process: 'react' },
  );
}
