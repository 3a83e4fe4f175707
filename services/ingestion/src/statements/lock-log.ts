import type { Executor } from '@jophiel/postgres';

/** Any number, as long as nobody else in this database uses it. */
const LOG_LOCK = 7_266_381_045;

/**
 * Until the end of the transaction: recordings go on side by side, an erasure waits for those at hand and lets the next
 * ones wait. Without it a like that is not committed yet would outlive the user whom it belongs to.
 */
export async function lockLog(transaction: Executor, purpose: 'record' | 'erase'): Promise<void> {
  const mode = purpose === 'record' ? '_shared' : '';
  await transaction.query({
    name: `lock-log-to-${purpose}`,
    text: `SELECT pg_advisory_xact_lock${mode}($1)`,
    values: [LOG_LOCK],
  });
}
