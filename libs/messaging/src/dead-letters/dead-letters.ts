import type { ErrorCode } from '@jophiel/errors';
import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import type { Delivery } from '@jophiel/transport';

export interface DeadLetter {
  readonly delivery: Delivery;
  readonly eventId: string | undefined;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** Stores messages that cannot be handled, whole and with the reason, so that they can be replayed after a fix. */
export async function storeDeadLetters(
  executor: Executor,
  tables: MessagingTables,
  consumer: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  await executor.execute({
    text: `INSERT INTO ${tables.deadLetters} (consumer, subject, event_id, body, code, reason, deliveries)
           SELECT $1, * FROM unnest($2::text[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::int[])`,
    values: [
      consumer,
      letters.map(({ delivery }) => delivery.subject),
      letters.map(({ eventId }) => eventId ?? null),
      letters.map(({ delivery }) => Buffer.from(delivery.body)),
      letters.map(({ code }) => code),
      letters.map(({ reason }) => storable(reason)),
      letters.map(({ delivery }) => delivery.deliveries),
    ],
  });
}

/** The reason may quote the bytes that PostgreSQL refuses in a text. */
function storable(reason: string): string {
  return reason.replaceAll('\u0000', '\\u0000').toWellFormed().slice(0, 2_000);
}
