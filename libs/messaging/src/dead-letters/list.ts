import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';

export interface DeadLetterSummary {
  readonly id: number;
  readonly consumer: string;
  readonly subject: string;
  readonly event_id: string | null;
  readonly code: string;
  readonly reason: string;
  readonly deliveries: number;
  readonly created_at: Date;
  readonly replayed_at: Date | null;
}

/** The newest dead letters, without their bodies. */
export async function listDeadLetters(
  executor: Executor,
  tables: MessagingTables,
  limit: number,
): Promise<DeadLetterSummary[]> {
  return executor.query<DeadLetterSummary>({
    text: `SELECT id, consumer, subject, event_id, code, reason, deliveries, created_at, replayed_at
           FROM ${tables.deadLetters} ORDER BY id DESC LIMIT $1`,
    values: [limit],
  });
}

export async function countWaitingDeadLetters(executor: Executor, tables: MessagingTables): Promise<number> {
  const [row] = await executor.query<{ count: number }>({
    text: `SELECT count(*) AS count FROM ${tables.deadLetters} WHERE replayed_at IS NULL`,
  });
  return row?.count ?? 0;
}
