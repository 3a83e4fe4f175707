import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Deletes ids that no stream can deliver any more. @returns the number deleted */
export async function pruneInbox(executor: Executor, tables: MessagingTables, olderThanDays: number): Promise<number> {
  return executor.execute({
    text: `DELETE FROM ${tables.inbox} WHERE handled_at < now() - make_interval(days => $1)`,
    values: [olderThanDays],
  });
}
