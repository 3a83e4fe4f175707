import { SEED } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';
import type { SeedsRecord } from '../core/accepted-event.ts';

/**
 * Appends choices of seeds to the log, each once, except those from before the erasure of their user. A statement beside
 * that of interactions, which are many and carry no seeds.
 * @returns the ids that are new in the log
 */
export async function recordSeeds(executor: Executor, records: readonly SeedsRecord[]): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const rows = await executor.query<{ event_id: string }>({
    name: 'record-seeds',
    text: `INSERT INTO user_interactions
             (event_id, user_id, interaction, seeds, occurred_at, source, correlation_id, recorded_weight)
           SELECT event_id, user_id, '${SEED}', seeds, occurred_at, source, correlation_id, recorded_weight
           FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::timestamptz[], $5::text[], $6::text[], $7::float8[])
             AS new (event_id, user_id, seeds, occurred_at, source, correlation_id, recorded_weight)
           WHERE NOT EXISTS (SELECT FROM user_tombstones AS erased
                             WHERE erased.user_id = new.user_id AND erased.deleted_at >= new.occurred_at)
           ORDER BY event_id -- in one order in every commit, so that two of the same events wait for each other instead of deadlocking
           ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [
      records.map(({ eventId }) => eventId),
      records.map(({ userId }) => userId),
      records.map(({ chosen: { sampleIds, terms } }) => JSON.stringify({ sample_ids: sampleIds, terms })),
      records.map(({ occurredAt }) => occurredAt),
      records.map(({ source }) => source),
      records.map(({ correlationId }) => correlationId),
      records.map(({ weight }) => weight),
    ],
  });
  return new Set(rows.map((row) => row.event_id));
}
