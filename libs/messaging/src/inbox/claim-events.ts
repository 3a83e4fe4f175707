import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Marks events as handled and returns the ids that were new, so that a redelivered event is not handled twice. */
export async function claimEvents(
  transaction: Executor,
  tables: MessagingTables,
  consumer: string,
  eventIds: readonly string[],
): Promise<Set<string>> {
  const rows = await transaction.query<{ event_id: string }>({
    name: 'claim-events',
    text: `INSERT INTO ${tables.inbox} (consumer, event_id)
           SELECT $1, event_id FROM unnest($2::uuid[]) AS event_id ORDER BY event_id
           ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [consumer, eventIds],
  });
  return new Set(rows.map((row) => row.event_id));
}
