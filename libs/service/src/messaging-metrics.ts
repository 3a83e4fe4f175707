import { countWaitingDeadLetters, type MessagingTables, type Router, unsentBacklog } from '@jophiel/messaging';
import type { Metrics } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';

/** Gauges of unhandled events, unsent events and dead letters, read when they are scraped. */
export function watchMessaging(options: {
  metrics: Metrics;
  database: Database;
  tables: MessagingTables;
  router: Router;
}): void {
  const { metrics, database, tables, router } = options;
  const lag = metrics.gauge('consumer_lag', 'Events that a consumer has not handled yet.', ['consumer'], async () => {
    for (const [consumer, pending] of await router.lag()) lag.set({ consumer }, pending);
  });
  const unsent = metrics.gauge('outbox_unsent', 'Events that are committed but not published yet.', [], async () => {
    const backlog = await unsentBacklog(database, tables);
    unsent.set(backlog.count);
    oldest.set(backlog.oldestSeconds);
  });
  const oldest = metrics.gauge('outbox_oldest_seconds', 'Age of the oldest event that is not published yet.', []);
  const dead = metrics.gauge('dead_letters_waiting', 'Dead letters that are not replayed yet.', [], async () => {
    dead.set(await countWaitingDeadLetters(database, tables));
  });
}
