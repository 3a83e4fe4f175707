import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Forgets events that no stream can deliver any more. @returns how many */
export async function pruneInbox(executor: Executor, tables: MessagingTables, olderThanDays: number): Promise<number> {
  return executor.execute({
    text: `DELETE FROM ${tables.inbox} WHERE handled_at < now() - make_interval(days => $1)`,
    values: [olderThanDays],
  });
}
