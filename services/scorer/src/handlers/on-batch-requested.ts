import { batchChunk, batchRequested } from '@jophiel/contracts';
import { causedBy, inChunks } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import { planBatchRun } from '../statements/batch-runs.ts';
import { chooseUsers } from '../statements/choose-users.ts';
import { loadRemoved } from '../statements/load-removed.ts';
import { eraseOrphanedFeeds } from '../statements/erase-orphaned-feeds.ts';
import type { Chances } from '../use-cases/chances.ts';
import type { FeedContext } from '../use-cases/compute-feeds.ts';
import { type TrendingOptions, refreshTrending } from '../use-cases/refresh-trending.ts';

export interface BatchOptions {
  readonly trending: TrendingOptions;
  readonly chances?: Pick<Chances, 'forgetOld'>;
  readonly feedAgesAfterMs: number;
  readonly logger: Logger;
}

/** These feeds are locked together while they are stored, and a reaction to one of them waits. */
const USERS_PER_CHUNK = 256;

/** Plans a batch run: the trending list, the users with outdated feeds, and the chunks that the scorers share. */
export function onBatchRequested(
  context: FeedContext,
  { trending, chances, feedAgesAfterMs, logger }: BatchOptions,
): Subscriber {
  return subscriber(
    batchRequested,
    async (events, { transaction, now }) => {
      await refreshTrending(transaction, trending, now);
      await eraseOrphanedFeeds(transaction);
      await chances?.forgetOld();
      const planned = [];
      for (const event of events) {
        const { run_id, everyone } = event.payload;
        const agedBefore = new Date(now.getTime() - feedAgesAfterMs);
        const { id: scoring, control } = context.arms;
        const layout = control.options.layout.id;
        const removed = await loadRemoved(transaction, agedBefore);
        const users = await chooseUsers(transaction, { layout, scoring, agedBefore, removed, everyone });
        const reasons: Record<string, number> = {};
        for (const { reason } of users) reasons[reason] = (reasons[reason] ?? 0) + 1;
        await planBatchRun(transaction, run_id, reasons, now);
        logger.info({ run_id, users: users.length, reasons, correlation_id: event.correlation_id }, 'batch planned');
        for (const [index, chunk] of inChunks(users, USERS_PER_CHUNK).entries()) {
          const user_ids = chunk.map(({ user_id }) => user_id);
          planned.push(
            causedBy(batchChunk, { run_id, user_ids }, event, { service: 'scorer', now, key: String(index) }),
          );
        }
      }
      return planned;
    },
    { emits: [batchChunk], batchSize: 1 },
  );
}
