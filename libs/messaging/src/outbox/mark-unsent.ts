import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

/** Has the relay publish again what was published to a stream since then. @returns how many */
export async function markUnsent(
  executor: Executor,
  tables: MessagingTables,
  stream: string,
  since: Date,
): Promise<number> {
  return executor.execute({
    text: `UPDATE ${tables.outbox} SET sent_at = NULL, stream = NULL, stream_seq = NULL
           WHERE stream = $1 AND sent_at >= $2`,
    values: [stream, since],
  });
}
