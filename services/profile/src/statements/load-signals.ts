import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { Signal, SignalKey } from '@jophiel/taste';

interface Row {
  readonly user_id: string;
  readonly sample_id: string;
  readonly interaction: string;
  readonly collection_id: string;
  readonly amount: number;
  readonly at: Date;
  readonly event_id: string;
}

/** The stored signals of these keys. Their users' profiles are locked, so no other transaction changes them. */
export async function loadSignals(transaction: Executor, keys: readonly SignalKey[]): Promise<Signal[]> {
  if (keys.length === 0) return [];
  const rows = await transaction.query<Row>({
    name: 'load-signals',
    text: `SELECT signal.* FROM unnest(${['$1', '$2', '$3', '$4'].map((keys) => ofAnyLength(keys)).join(', ')}) AS wanted (user_id, sample_id, interaction, collection_id)
           CROSS JOIN LATERAL (SELECT user_id, sample_id, interaction, collection_id, amount, at, event_id FROM user_signals
                               WHERE (user_id, sample_id, interaction, collection_id)
                                   = (wanted.user_id, wanted.sample_id, wanted.interaction, wanted.collection_id)
                               LIMIT 1) AS signal -- the limit keeps the planner from a join that reads the whole table`,
    values: [
      keys.map(({ userId }) => userId),
      keys.map(({ sampleId }) => sampleId),
      keys.map(({ interaction }) => interaction),
      keys.map(({ collectionId }) => collectionId),
    ],
  });
  return rows.map(signalOf);
}

export function signalOf(row: Row): Signal {
  return {
    userId: row.user_id,
    sampleId: row.sample_id,
    interaction: row.interaction,
    collectionId: row.collection_id,
    amount: row.amount,
    at: row.at.getTime(),
    eventId: row.event_id,
  };
}
