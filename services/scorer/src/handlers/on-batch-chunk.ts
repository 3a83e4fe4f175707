import { batchChunk } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { advanceBatchRun } from '../statements/batch-runs.ts';
import { computeFeeds, type FeedContext } from './compute-feeds.ts';

/** One chunk of a batch run; whichever scorer is free takes the next. */
export function onBatchChunk(context: FeedContext): Subscriber {
  return subscriber(
    batchChunk,
    async (events, handlerContext) => {
      const updated = [];
      for (const event of events) {
        const { run_id, user_ids } = event.payload;
        const requests = user_ids.map((userId) => ({ userId, cause: event, atLeast: undefined }));
        updated.push(
          ...(await context.timings.measure('batch-chunk', async () =>
            computeFeeds(requests, handlerContext, context),
          )),
        );
        await advanceBatchRun(handlerContext.transaction, run_id, user_ids.length, handlerContext.now);
      }
      return updated;
    },
    { batchSize: 1 },
  );
}
