import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { InteractionRecord } from '../core/accepted-event.ts';

const columns =
  'event_id, user_id, interaction, sample_id, creator_id, collection_id, occurred_at, source, correlation_id, recorded_weight';

/** One statement for every number of interactions: planning takes longer than appending one. */
const parameters = ['uuid', 'text', 'text', 'text', 'text', 'text', 'timestamptz', 'text', 'text', 'float8']
  .map((type, index) => ofAnyLength(`$${index + 1}`, type))
  .join(', ');

/**
 * Appends interactions to the log, each once, except those from before the erasure of their user.
 * @returns the ids that are new in the log
 */
export async function recordInteractions(
  executor: Executor,
  records: readonly InteractionRecord[],
): Promise<Set<string>> {
  if (records.length === 0) return new Set();
  const rows = await executor.query<{ event_id: string }>({
    name: 'record-interactions',
    text: `INSERT INTO user_interactions
             (${columns})
           SELECT * FROM unnest(${parameters})
             AS new (${columns})
           WHERE NOT EXISTS (SELECT FROM user_tombstones AS erased
                             WHERE erased.user_id = new.user_id AND erased.deleted_at >= new.occurred_at)
           ORDER BY event_id -- in one order in every commit, so that two of the same events wait for each other instead of deadlocking
           ON CONFLICT DO NOTHING RETURNING event_id`,
    values: [
      records.map(({ eventId }) => eventId),
      records.map(({ userId }) => userId),
      records.map(({ interaction }) => interaction),
      records.map(({ sampleId }) => sampleId ?? null),
      records.map(({ creatorId }) => creatorId ?? null),
      records.map(({ collectionId }) => collectionId ?? null),
      records.map(({ occurredAt }) => occurredAt),
      records.map(({ source }) => source),
      records.map(({ correlationId }) => correlationId),
      records.map(({ weight }) => weight ?? null),
    ],
  });
  return new Set(rows.map((row) => row.event_id));
}
