import type { Executor } from '@jophiel/postgres';
import type { Signal } from '@jophiel/taste';

export interface StoredSignal extends Signal {
  /** True while its item has no vector. */
  readonly pending: boolean;
}

export async function storeSignals(transaction: Executor, signals: readonly StoredSignal[]): Promise<void> {
  if (signals.length === 0) return;
  await transaction.execute({
    name: 'store-signals',
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, collection_id, amount, at, event_id, pending)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[], $7::uuid[], $8::boolean[])
           ON CONFLICT (user_id, sample_id, interaction, collection_id) DO UPDATE
             SET amount = excluded.amount, at = excluded.at, event_id = excluded.event_id, pending = excluded.pending`,
    values: [
      signals.map(({ userId }) => userId),
      signals.map(({ sampleId }) => sampleId),
      signals.map(({ interaction }) => interaction),
      signals.map(({ collectionId }) => collectionId),
      signals.map(({ amount }) => amount),
      signals.map(({ at }) => new Date(at)),
      signals.map(({ eventId }) => eventId),
      signals.map(({ pending }) => pending),
    ],
  });
}
