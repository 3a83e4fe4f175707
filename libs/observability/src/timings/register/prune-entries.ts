import type { Executor } from '@jophiel/postgres';
import { timingsTable } from './tables.ts';

/** Deletes up to `limit` entries older than a number of days. @returns how many */
export async function pruneEntries(
  executor: Executor,
  service: string,
  { keepDays, limit }: { readonly keepDays: number; readonly limit: number },
): Promise<number> {
  const table = timingsTable(service);
  return executor.execute({
    text: `DELETE FROM ${table} WHERE (began_at, writer, process, until_items) IN (
             SELECT began_at, writer, process, until_items FROM ${table}
             WHERE began_at < now() - make_interval(days => $1) AND last_at < now() - make_interval(days => $1)
             ORDER BY began_at LIMIT $2
             FOR UPDATE SKIP LOCKED
           )`,
    values: [keepDays, limit],
  });
}
