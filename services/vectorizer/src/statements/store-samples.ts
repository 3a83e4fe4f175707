import { JophielError } from '@jophiel/errors';
import type { Executor } from '@jophiel/postgres';
import { encodeVector } from '@jophiel/vectors';
import type { Sample } from '../core/sample.ts';

/** @throws JophielError DATABASE_UNAVAILABLE when another transaction inserted one of them; a retry succeeds */
export async function storeSamples(
  transaction: Executor,
  samples: readonly Sample[],
  isNew: (sampleId: string) => boolean,
): Promise<void> {
  if (samples.length === 0) return;
  const fresh = samples.filter(({ sampleId }) => isNew(sampleId));
  await updateSamples(
    transaction,
    samples.filter(({ sampleId }) => !isNew(sampleId)),
  );
  const inserted = await insertSamples(transaction, fresh);
  if (inserted < fresh.length)
    throw new JophielError('DATABASE_UNAVAILABLE', 'Another vectorizer stored one of these samples at the same time.');
  await storeMetadata(transaction, samples);
}

const COLUMNS = 'sample_id, creator_id, published_at, vector, layout, features, duplicate_of, removed_at';
const UNNEST =
  'unnest($1::text[], $2::text[], $3::timestamptz[], $4::bytea[], $5::text[], $6::jsonb[], $7::text[], $8::timestamptz[])';

function columnsOf(samples: readonly Sample[]): unknown[] {
  return [
    samples.map(({ sampleId }) => sampleId),
    samples.map(({ creatorId }) => creatorId),
    samples.map(({ publishedAt }) => new Date(publishedAt)),
    samples.map(({ analysis }) => (analysis === undefined ? null : encodeVector(analysis.vector))),
    samples.map(({ analysis }) => analysis?.layout ?? null),
    samples.map(({ analysis }) => (analysis === undefined ? null : JSON.stringify(analysis.features))),
    samples.map(({ duplicateOf }) => duplicateOf ?? null),
    samples.map(({ removedAt }) => (removedAt === undefined ? null : new Date(removedAt))),
  ];
}

async function insertSamples(transaction: Executor, samples: readonly Sample[]): Promise<number> {
  if (samples.length === 0) return 0;
  return transaction.execute({
    name: 'insert-samples',
    text: `INSERT INTO sample_vectors (${COLUMNS}, revision)
           SELECT ${COLUMNS}, 1 FROM ${UNNEST} AS new (${COLUMNS}) ORDER BY sample_id COLLATE "C" ON CONFLICT DO NOTHING`,
    values: columnsOf(samples),
  });
}

async function updateSamples(transaction: Executor, samples: readonly Sample[]): Promise<void> {
  if (samples.length === 0) return;
  await transaction.execute({
    name: 'update-samples',
    text: `UPDATE sample_vectors AS sample SET creator_id = new.creator_id, published_at = new.published_at, vector = new.vector,
             layout = new.layout, features = new.features, duplicate_of = new.duplicate_of, removed_at = new.removed_at,
             revision = sample.revision + 1
           FROM ${UNNEST} AS new (${COLUMNS}) WHERE sample.sample_id = new.sample_id`,
    values: columnsOf(samples),
  });
}

async function storeMetadata(transaction: Executor, samples: readonly Sample[]): Promise<void> {
  const analysed = samples.flatMap(({ sampleId, analysis }) =>
    analysis === undefined ? [] : [{ sampleId, ...analysis }],
  );
  if (analysed.length === 0) return;
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
