import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Makes the relay publish again what was published to a stream since a time. @returns the number of events */
export async function markUnsent(
  executor: Executor,
  tables: MessagingTables,
  stream: string,
  since: Date,
): Promise<number> {
  const [row] = await executor.query<{ count: number }>({
    text: `WITH unsent AS (UPDATE ${tables.outbox} SET sent_at = NULL, stream = NULL, stream_seq = NULL
                           WHERE stream = $1 AND sent_at >= $2 RETURNING events)
           SELECT coalesce(sum(events), 0) AS count FROM unsent`,
    values: [stream, since],
  });
  return row!.count;
}
