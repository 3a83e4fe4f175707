import type { Executor } from '@jophiel/postgres';
import type { FollowingEvent } from '@jophiel/events';
import type { MessagingTables } from '../tables.ts';
import type { OutgoingMessage } from '@jophiel/transport';

/** Keeps events with the work that caused them, in its transaction, and returns them as messages to publish after it. */
export async function storeEvents(
  transaction: Executor,
  tables: MessagingTables,
  events: readonly FollowingEvent[],
): Promise<OutgoingMessage[]> {
  const messages = events.map(({ envelope }) => ({
    subject: envelope.event_name,
    id: envelope.event_id,
    body: JSON.stringify(envelope),
  }));
  if (messages.length === 0) return messages;
  await transaction.execute({
    name: 'store-events',
    text: `INSERT INTO ${tables.outbox} (event_id, subject, body)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING`,
    values: [messages.map(({ id }) => id), messages.map(({ subject }) => subject), messages.map(({ body }) => body)],
  });
  return messages;
}
