import type { Executor } from '@jophiel/postgres';
import type { Seeds } from '@jophiel/taste';

/** Replaces the seeds of users whose profiles are locked by this transaction. */
export async function storeSeeds(transaction: Executor, seeds: readonly Seeds[]): Promise<void> {
  await transaction.execute({
    name: 'store-seeds',
    // The ids as JSON: unnest cannot take an array of arrays.
    text: `INSERT INTO user_seeds (user_id, sample_ids, terms, at, event_id)
           SELECT user_id, ARRAY(SELECT json_array_elements_text(sample_ids)), terms, at, event_id
           FROM unnest($1::text[], $2::json[], $3::jsonb[], $4::timestamptz[], $5::uuid[])
             AS new (user_id, sample_ids, terms, at, event_id)
           ON CONFLICT (user_id) DO UPDATE
             SET sample_ids = excluded.sample_ids, terms = excluded.terms, at = excluded.at, event_id = excluded.event_id`,
    values: [
      seeds.map(({ userId }) => userId),
      seeds.map(({ sampleIds }) => JSON.stringify(sampleIds)),
      seeds.map(({ terms }) => JSON.stringify(terms)),
      seeds.map(({ at }) => new Date(at)),
      seeds.map(({ eventId }) => eventId),
    ],
  });
}
