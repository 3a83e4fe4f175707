import { batchChunk, feedUpdated } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import type { Run } from '@jophiel/observability';
import { advanceBatchRun } from '../statements/batch-runs.ts';
import { computeFeeds, type FeedContext } from '../use-cases/compute-feeds.ts';

/** While candidates of one are searched, another is ranked or stored; a reaction waits for these searches at most. */
const MAX_CONCURRENT_CHUNKS = 2;

export function onBatchChunk(context: FeedContext): Subscriber {
  const { timings } = context;
  /** Users that this process has done, by open run. */
  const shares = new Map<string, Run>();

  const shareOf = (runId: string): Run => {
    const share = shares.get(runId) ?? timings.run('batch');
    shares.set(runId, share);
    return share;
  };
  /** Also ends the shares of runs that other scorers finished. */
  const endShares = () => {
    for (const share of shares.values()) share.end();
    shares.clear();
  };

  return subscriber(
    batchChunk,
    async (events, handlerContext) => {
      const updated = [];
      for (const event of events) {
        const { run_id, user_ids } = event.payload;
        const share = shareOf(run_id);
        const requests = user_ids.map((userId) => ({ userId, cause: event, atLeast: undefined }));
        const news = await timings.measure('batch-chunk', async () => computeFeeds(requests, handlerContext, context));
        const progress = { done: user_ids.length, changed: news.length };
        const run = await advanceBatchRun(handlerContext.transaction, run_id, progress, handlerContext.now);
        share.add(user_ids.length);
        if (run === undefined || run.finished_at !== null) endShares();
        updated.push(...news);
      }
      return updated;
    },
    {
      emits: [feedUpdated],
      batchSize: 1,
      batchesAtOnce: MAX_CONCURRENT_CHUNKS,
      itemsIn: ({ user_ids }) => user_ids.length,
    },
  );
}
