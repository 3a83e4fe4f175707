import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import type { Receipt } from '@jophiel/transport';

export async function markSent(
  executor: Executor,
  tables: MessagingTables,
  sent: readonly { readonly id: string; readonly receipt: Receipt }[],
): Promise<void> {
  await executor.execute({
    name: 'mark-sent',
    text: `UPDATE ${tables.outbox} AS outbox SET sent_at = now(), stream = sent.stream, stream_seq = sent.sequence
           FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS sent (id, stream, sequence)
           WHERE outbox.event_id = sent.id`,
    values: [
      sent.map(({ id }) => id),
      sent.map(({ receipt }) => receipt.stream),
      sent.map(({ receipt }) => receipt.sequence),
    ],
  });
}
