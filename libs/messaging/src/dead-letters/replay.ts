import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import { replaySubject, type Transport } from '@jophiel/transport';

const AT_ONCE = 200;

/**
 * Puts dead letters back, once each. They go to their own service alone, which may not publish the subjects that it
 * consumes. @returns the number of letters put back
 */
export async function replayDeadLetters(
  database: Database,
  tables: MessagingTables,
  transport: Transport,
  service: string,
  consumer?: string,
): Promise<number> {
  let replayed = 0;
  for (;;) {
    const letters = await database.query<{ id: number; subject: string; body: Buffer }>({
      text: `SELECT id, subject, body FROM ${tables.deadLetters}
             WHERE replayed_at IS NULL AND ($1::text IS NULL OR consumer = $1) ORDER BY id LIMIT $2`,
      values: [consumer ?? null, AT_ONCE],
    });
    // The broker would drop the old message id as a duplicate.
    const receipts = await transport.publish(
      letters.map(({ subject, body }) => ({
        subject: replaySubject(service).slice(0, -1) + subject,
        id: `replay ${randomUUID()}`,
        body,
      })),
    );
    const done = letters.filter((_, index) => receipts[index] !== undefined).map(({ id }) => id);
    await database.execute({
      text: `UPDATE ${tables.deadLetters} SET replayed_at = now() WHERE id = ANY ($1)`,
      values: [done],
    });
    replayed += done.length;
    if (done.length < AT_ONCE) return replayed;
  }
}
