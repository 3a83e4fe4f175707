import type { Database } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import type { Receipt } from '@jophiel/transport';

/** A page whose events are all published. */
export interface SentPage {
  readonly id: number;
  /** Receipt of its last event. */
  readonly receipt: Receipt;
}

/**
 * Commits without waiting for the disk: if a power cut loses the mark, the relay publishes again, and the broker or the
 * inbox drops the duplicate. The setting ends with the transaction, so this must be a transaction of its own.
 */
export async function markSent(database: Database, tables: MessagingTables, sent: readonly SentPage[]): Promise<void> {
  await database.execute({
    name: 'mark-sent',
    text: `WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true))
           UPDATE ${tables.outbox} AS outbox SET sent_at = now(), stream = sent.stream, stream_seq = sent.sequence
           FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS sent (id, stream, sequence), unhurried
           WHERE outbox.id = sent.id`,
    values: [
      sent.map(({ id }) => id),
      sent.map(({ receipt }) => receipt.stream),
      sent.map(({ receipt }) => receipt.sequence),
    ],
  });
}
