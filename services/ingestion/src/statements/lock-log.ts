import type { Executor } from '@jophiel/postgres';

/** Any number that no other advisory lock in this database uses. */
const LOG_LOCK = 7_266_381_045;

/**
 * Holds until the end of the transaction. Recordings run in parallel; an erasure waits for the open ones and blocks the
 * next. Otherwise an uncommitted like would survive the erasure of its user.
 */
export async function lockLog(transaction: Executor, purpose: 'record' | 'erase'): Promise<void> {
  const mode = purpose === 'record' ? '_shared' : '';
  await transaction.query({
    name: `lock-log-to-${purpose}`,
    text: `SELECT pg_advisory_xact_lock${mode}($1)`,
    values: [LOG_LOCK],
  });
}
