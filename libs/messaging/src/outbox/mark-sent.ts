import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import type { Receipt } from '@jophiel/transport';

/** A page that is published whole. */
export interface SentPage {
  readonly id: number;
  /** Of its last event. */
  readonly receipt: Receipt;
}

export async function markSent(executor: Executor, tables: MessagingTables, sent: readonly SentPage[]): Promise<void> {
  await executor.execute({
    name: 'mark-sent',
    text: `UPDATE ${tables.outbox} AS outbox SET sent_at = now(), stream = sent.stream, stream_seq = sent.sequence
           FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS sent (id, stream, sequence)
           WHERE outbox.id = sent.id`,
    values: [
      sent.map(({ id }) => id),
      sent.map(({ receipt }) => receipt.stream),
      sent.map(({ receipt }) => receipt.sequence),
    ],
  });
}
