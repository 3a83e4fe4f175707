import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import { type NewPage, type Page, textOf } from './page.ts';

/** Stores events in the transaction of the work that causes them. */
export async function storePages(
  transaction: Executor,
  tables: MessagingTables,
  pages: readonly NewPage[],
): Promise<Page[]> {
  if (pages.length === 0) return [];
  const lastIds = pages.map(({ messages }) => messages.at(-1)!.id);
  // A list of values, because an array parameter would escape every quote of the JSON.
  const rows = pages.map((_, page) => `(${[1, 2, 3, 4].map((column) => `$${4 * page + column}`).join(', ')})`);
  const stored = await transaction.query<{ id: number; event_id: string }>({
    name: `store-pages-${pages.length}`,
    text: `INSERT INTO ${tables.outbox} (event_id, subject, events, body) VALUES ${rows.join(', ')} RETURNING id, event_id`,
    values: pages.flatMap((page, index) => [
      lastIds[index],
      page.messages[0]!.subject,
      page.messages.length,
      textOf(page),
    ]),
  });
  const ids = new Map(stored.map(({ event_id, id }) => [event_id, id]));
  return pages.map(({ messages }, index) => ({ id: ids.get(lastIds[index]!)!, messages }));
}
