import type { Executor } from '@jophiel/postgres';
import { timingsTable } from './tables.ts';

/** The times of a process in one service over the requested period. */
export interface RegisteredTimes {
  readonly service: string;
  readonly process: string;
  /** 0 for single executions; 10, 100, 1,000 … for the time of runs until this number of items. */
  readonly until_items: number;
  readonly times: number;
  readonly items: number;
  readonly total_ms: number;
  readonly min_ms: number | null;
  readonly max_ms: number | null;
  /** Ascending. */
  readonly slots: readonly number[];
  readonly slot_times: readonly number[];
  readonly first_at: Date;
  readonly last_at: Date;
}

export interface TimesQuery {
  readonly services: readonly string[];
  /** Excludes entries that end before. */
  readonly since: Date | undefined;
  /** Letters and digits only, lower case; undefined for all. */
  readonly process: string | undefined;
}

/** Sums the tables of all services over their writers, running and ended. */
export async function readTimes(
  executor: Executor,
  { services, since, process }: TimesQuery,
): Promise<RegisteredTimes[]> {
  return executor.query<RegisteredTimes>({
    text: `WITH entry AS (${services.map(entriesOf).join(' UNION ALL ')}),
           slot AS (
             SELECT service, process, until_items, slot, sum(filled.times) AS times
             FROM entry, unnest(slots, slot_times) AS filled (slot, times)
             GROUP BY service, process, until_items, slot
           ),
           histogram AS (
             SELECT service, process, until_items, array_agg(slot ORDER BY slot) AS slots,
               array_agg(times::float8 ORDER BY slot) AS slot_times
             FROM slot GROUP BY service, process, until_items
           ),
           summed AS (
             SELECT service, process, until_items, sum(times)::bigint AS times, sum(items)::bigint AS items,
               sum(total_ms) AS total_ms, min(min_ms) AS min_ms, max(max_ms) AS max_ms, min(began_at) AS first_at,
               max(last_at) AS last_at
             FROM entry GROUP BY service, process, until_items
           )
           SELECT summed.*, coalesce(slots, '{}') AS slots, coalesce(slot_times, '{}') AS slot_times
           FROM summed LEFT JOIN histogram USING (service, process, until_items)
           ORDER BY service, process, until_items`,
    values: [since ?? null, process ?? null],
  });
}

/** Names of all processes that ever ran. */
export async function readProcesses(
  executor: Executor,
  services: readonly string[],
): Promise<{ service: string; process: string; last_at: Date }[]> {
  const times = await readTimes(executor, { services, since: undefined, process: undefined });
  return times.filter(({ until_items }) => until_items === 0);
}

function entriesOf(service: string): string {
  return `SELECT '${service}' AS service, began_at, process, until_items, times, items, total_ms, min_ms, max_ms, slots,
            slot_times, last_at
          FROM ${timingsTable(service)}
          WHERE ($1::timestamptz IS NULL OR last_at >= $1)
            AND ($2::text IS NULL OR regexp_replace(lower(process), '[^a-z0-9]', '', 'g') = $2)`;
}
