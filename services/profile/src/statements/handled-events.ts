import type { MessagingTables } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';

export async function handledEvents(
  transaction: Executor,
  tables: MessagingTables,
  consumer: string,
  eventIds: readonly string[],
): Promise<Set<string>> {
  const rows = await transaction.query<{ event_id: string }>({
    name: 'handled-events',
    text: `SELECT event_id FROM ${tables.inbox} WHERE consumer = $1 AND event_id = ANY ($2)`,
    values: [consumer, eventIds],
  });
  return new Set(rows.map((row) => row.event_id));
}
