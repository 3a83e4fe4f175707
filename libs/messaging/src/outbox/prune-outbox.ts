import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Deletes events that were published long ago. @returns the number deleted */
export async function pruneOutbox(executor: Executor, tables: MessagingTables, olderThanDays: number): Promise<number> {
  return executor.execute({
    text: `DELETE FROM ${tables.outbox} WHERE sent_at IS NOT NULL AND created_at < now() - make_interval(days => $1)`,
    values: [olderThanDays],
  });
}
