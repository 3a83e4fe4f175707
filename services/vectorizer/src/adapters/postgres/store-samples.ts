import type { Executor } from '@jophiel/postgres';
import { encodeVector } from '@jophiel/vectors';
import type { Sample } from '../../core/sample.ts';

/** Writes samples that are locked by this transaction. */
export async function storeSamples(transaction: Executor, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  await transaction.execute({
    name: 'store-samples',
    text: `UPDATE sample_vectors AS sample SET creator_id = new.creator_id, published_at = new.published_at, vector = new.vector,
             layout = new.layout, features = new.features, duplicate_of = new.duplicate_of, removed_at = new.removed_at
           FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[], $5::text[], $6::jsonb[], $7::text[], $8::timestamptz[])
             AS new (sample_id, creator_id, published_at, vector, layout, features, duplicate_of, removed_at)
           WHERE sample.sample_id = new.sample_id`,
    values: [
      samples.map(({ sampleId }) => sampleId),
      samples.map(({ creatorId }) => creatorId),
      samples.map(({ publishedAt }) => new Date(publishedAt)),
      samples.map(({ analysis }) => (analysis === undefined ? null : encodeVector(analysis.vector))),
      samples.map(({ analysis }) => analysis?.layout ?? null),
      samples.map(({ analysis }) => (analysis === undefined ? null : JSON.stringify(analysis.features))),
      samples.map(({ duplicateOf }) => duplicateOf ?? null),
      samples.map(({ removedAt }) => (removedAt === undefined ? null : new Date(removedAt))),
    ],
  });
  const analysed = samples.flatMap(({ sampleId, analysis }) =>
    analysis === undefined ? [] : [{ sampleId, ...analysis }],
  );
  await transaction.execute({
    name: 'store-metadata',
    text: `INSERT INTO sample_metadata (sample_id, metadata, analyzed_at, event_id)
           SELECT * FROM unnest($1::text[], $2::jsonb[], $3::timestamptz[], $4::uuid[])
           ON CONFLICT (sample_id) DO UPDATE
             SET metadata = excluded.metadata, analyzed_at = excluded.analyzed_at, event_id = excluded.event_id`,
    values: [
      analysed.map(({ sampleId }) => sampleId),
      analysed.map(({ metadata }) => JSON.stringify(metadata)),
      analysed.map(({ at }) => new Date(at)),
      analysed.map(({ eventId }) => eventId),
    ],
  });
}
