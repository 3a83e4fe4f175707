import type { Executor } from '@jophiel/postgres';
import type { Candidate } from '@jophiel/scoring';
import { decodeVector, emptyVector } from '@jophiel/vectors';

export interface StoredSample extends Candidate {
  /** Undefined before the first successful analysis; then the vector is empty. */
  readonly layout: string | undefined;
  readonly duplicateOf: string | undefined;
  readonly isRemoved: boolean;
  readonly tokens: readonly string[];
}

export async function loadSamples(executor: Executor, sampleIds: readonly string[]): Promise<StoredSample[]> {
  const rows = await executor.query<{
    sample_id: string;
    creator_id: string;
    published_at: Date;
    vector: Buffer | null;
    layout: string | null;
    features: Record<string, number> | null;
    duplicate_of: string | null;
    is_removed: boolean;
  }>({
    name: 'load-samples',
    text: `SELECT sample_id, creator_id, published_at, vector, layout, features, duplicate_of, removed_at IS NOT NULL AS is_removed
           FROM sample_vectors WHERE sample_id = ANY ($1)`,
    values: [sampleIds],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_at.getTime(),
    vector: row.vector === null ? emptyVector : decodeVector(row.vector),
    layout: row.layout ?? undefined,
    duplicateOf: row.duplicate_of ?? undefined,
    isRemoved: row.is_removed,
    tokens: Object.keys(row.features ?? {}),
  }));
}
