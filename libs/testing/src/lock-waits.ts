import type { Executor } from '@jophiel/postgres';

/** Number of sessions of this database that wait for a lock. Other databases belong to other tests. */
export async function lockWaits(database: Executor): Promise<number> {
  const waiting = await database.query({
    text: `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  });
  return waiting.length;
}
