import type { Executor } from '@jophiel/postgres';
import { decodeVector, emptyVector, type Layout, type SparseVector } from '@jophiel/vectors';
import type { CachedLists } from '../core/cached-lists.ts';
import { CACHED_COLUMNS, type CachedRow, readRow } from './cached-row.ts';

export interface Seed {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly revision: number;
  readonly layout: string | undefined;
  readonly vector: SparseVector;
  readonly tokens: readonly string[];
  readonly duplicateOf: string | undefined;
}

export interface SoughtSeed {
  readonly sampleId: string;
  readonly filters: string;
  readonly layout: Layout;
  readonly notBefore: Date;
}

export async function loadSeed(
  executor: Executor,
  { sampleId, filters, layout, notBefore }: SoughtSeed,
): Promise<{ readonly seed: Seed; readonly cached: CachedLists | undefined } | undefined> {
  const [row] = await executor.query<
    {
      creator_id: string;
      revision: number;
      layout: string | null;
      vector: Buffer | null;
      features: Record<string, number> | null;
      duplicate_of: string | null;
    } & (CachedRow | Record<keyof CachedRow, null>)
  >({
    name: 'load-seed',
    text: `SELECT seed.creator_id, seed.revision, seed.layout, seed.vector, seed.features, seed.duplicate_of, ${CACHED_COLUMNS}
           FROM sample_vectors AS seed
           LEFT JOIN recommendation_cache AS cached
             ON cached.kind = 'similar' AND cached.key = seed.sample_id AND cached.filters = $2
                AND cached.content = seed.revision::text AND cached.layout = $3 AND cached.generated_at >= $4
           WHERE seed.sample_id = $1 AND seed.removed_at IS NULL`,
    values: [sampleId, filters, layout.id, notBefore],
  });
  if (row === undefined) return undefined;
  const seed = {
    sampleId,
    creatorId: row.creator_id,
    revision: row.revision,
    layout: row.layout ?? undefined,
    vector: row.vector === null ? emptyVector : decodeVector(row.vector),
    tokens: Object.entries(row.features ?? {}).flatMap(([token, share]) => (share > 0 ? [token] : [])),
    duplicateOf: row.duplicate_of ?? undefined,
  };
  return { seed, cached: row.generated_at === null ? undefined : readRow(row, layout.dimensions) };
}
