import type { Executor } from '@jophiel/postgres';
import type { TimingEntry } from './book.ts';
import { timingsTable } from './tables.ts';

/**
 * Upserts whole entries, so that a repeat changes nothing. Commits without waiting for the disk, because timings are no
 * facts of the platform; the setting ends with the transaction.
 * @param writer one start of a service, or one command; only it writes these rows
 */
export async function storeEntries(
  executor: Executor,
  service: string,
  writer: string,
  entries: readonly TimingEntry[],
): Promise<void> {
  await executor.execute({
    name: 'store-timings',
    text: `WITH unhurried AS (SELECT set_config('synchronous_commit', 'off', true))
           INSERT INTO ${timingsTable(service)} AS stored
             (began_at, writer, process, until_items, times, items, total_ms, min_ms, max_ms, slots, slot_times, last_at)
           SELECT entry."beganAt", $1, entry.process, entry."untilItems", entry.times, entry.items, entry."totalMs",
             entry."minMs", entry."maxMs", entry.slots, entry."slotTimes", entry."lastAt"
           FROM jsonb_to_recordset($2::jsonb) AS entry (
             "beganAt" timestamptz, process text, "untilItems" bigint, times bigint, items bigint, "totalMs" float8,
             "minMs" float8, "maxMs" float8, slots integer[], "slotTimes" bigint[], "lastAt" timestamptz
           ), unhurried
           ON CONFLICT (began_at, writer, process, until_items) DO UPDATE SET
             times = EXCLUDED.times, items = EXCLUDED.items, total_ms = EXCLUDED.total_ms, min_ms = EXCLUDED.min_ms,
             max_ms = EXCLUDED.max_ms, slots = EXCLUDED.slots, slot_times = EXCLUDED.slot_times,
             last_at = EXCLUDED.last_at`,
    values: [writer, JSON.stringify(entries)],
  });
}
