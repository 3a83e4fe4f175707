import type { Executor } from '@jophiel/postgres';
import { decodeVector, emptyVector, type Metadata } from '@jophiel/vectors';
import type { Sample } from '../core/sample.ts';

interface Row {
  readonly sample_id: string;
  readonly creator_id: string;
  readonly published_at: Date;
  readonly vector: Buffer | null;
  readonly layout: string | null;
  readonly features: Record<string, number> | null;
  readonly duplicate_of: string | null;
  readonly removed_at: Date | null;
  readonly metadata: Metadata | null;
  readonly analyzed_at: Date | null;
  readonly event_id: string | null;
}

/**
 * Locks samples in the order of their ids, so that two batches wait instead of deadlocking.
 * @returns the known samples; unknown ones have no row to lock, and storing them detects a concurrent insert
 */
export async function lockSamples(transaction: Executor, sampleIds: readonly string[]): Promise<Map<string, Sample>> {
  const rows = await transaction.query<Row>({
    name: 'lock-samples',
    text: `SELECT sample.sample_id, creator_id, published_at, vector, layout, features, duplicate_of, removed_at, metadata, analyzed_at, event_id
           FROM sample_vectors AS sample LEFT JOIN sample_metadata USING (sample_id)
           WHERE sample.sample_id = ANY ($1) ORDER BY sample.sample_id FOR UPDATE OF sample`,
    values: [sampleIds],
  });
  return new Map(rows.map((row) => [row.sample_id, sampleOf(row)]));
}

export function sampleOf(row: Row): Sample {
  const { vector, layout, features, metadata, analyzed_at, event_id } = row;
  const isAnalysed =
    layout !== null && features !== null && metadata !== null && analyzed_at !== null && event_id !== null;
  return {
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_at.getTime(),
    ...(isAnalysed
      ? {
          analysis: {
            metadata,
            at: analyzed_at.getTime(),
            eventId: event_id,
            vector: vector === null ? emptyVector : decodeVector(vector),
            layout,
            features,
          },
        }
      : {}),
    ...(row.duplicate_of === null ? {} : { duplicateOf: row.duplicate_of }),
    ...(row.removed_at === null ? {} : { removedAt: row.removed_at.getTime() }),
  };
}
