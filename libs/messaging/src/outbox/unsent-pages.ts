import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import { type Page, pageFrom } from './page.ts';

/**
 * The oldest committed pages without a sent mark. "Larger than the last id seen" would miss a transaction that commits
 * late.
 */
export async function unsentPages(
  executor: Executor,
  tables: MessagingTables,
  olderThanMs: number,
  limit: number,
): Promise<Page[]> {
  const rows = await executor.query<{ id: number; subject: string; body: string }>({
    text: `SELECT id, subject, body FROM ${tables.outbox}
           WHERE sent_at IS NULL AND created_at < now() - make_interval(secs => $1::float8 / 1000)
           ORDER BY created_at LIMIT $2`,
    values: [olderThanMs, limit],
  });
  return rows.map(pageFrom);
}

/** Number of unsent events, and the age of the oldest in seconds. */
export async function unsentBacklog(
  executor: Executor,
  tables: MessagingTables,
): Promise<{ readonly count: number; readonly oldestSeconds: number }> {
  const [row] = await executor.query<{ count: number; oldest: number | null }>({
    text: `SELECT coalesce(sum(events), 0) AS count, extract(epoch FROM now() - min(created_at))::float8 AS oldest
           FROM ${tables.outbox} WHERE sent_at IS NULL`,
  });
  return { count: row?.count ?? 0, oldestSeconds: row?.oldest ?? 0 };
}
