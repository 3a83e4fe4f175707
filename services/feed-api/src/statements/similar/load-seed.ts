import type { Executor } from '@jophiel/postgres';
import { decodeVector, emptyVector, type SparseVector } from '@jophiel/vectors';
import type { SimilarList } from '../../core/similar/similar-list.ts';

/** A sample that others are compared with. */
export interface Seed {
  readonly sampleId: string;
  readonly revision: number;
  /** Undefined before a first analysis succeeded; then the vector is empty. */
  readonly layout: string | undefined;
  readonly vector: SparseVector;
  /** Names of the tokens that its vector points to. */
  readonly tokens: readonly string[];
  /** The sample that it is a copy of. */
  readonly duplicateOf: string | undefined;
}

export interface SoughtList {
  readonly sampleId: string;
  /** As it was stored; empty for none. */
  readonly filters: string;
  /** Older ones do not count. */
  readonly notBefore: Date;
}

/**
 * A sample that was not removed, and what is known to be similar to it, of this revision of it: one look by primary key
 * into each of two tables.
 */
export async function loadSeed(
  executor: Executor,
  { sampleId, filters, notBefore }: SoughtList,
): Promise<{ readonly seed: Seed; readonly list: SimilarList | undefined } | undefined> {
  const [row] = await executor.query<{
    revision: number;
    layout: string | null;
    vector: Buffer | null;
    features: Record<string, number> | null;
    duplicate_of: string | null;
    generated_at: Date | null;
    sample_ids: string[] | null;
    similarities: number[] | null;
  }>({
    name: 'load-seed',
    text: `SELECT seed.revision, seed.layout, seed.vector, seed.features, seed.duplicate_of,
             list.generated_at, list.sample_ids, list.similarities
           FROM sample_vectors AS seed
           LEFT JOIN recommendation_cache AS list
             ON list.sample_id = seed.sample_id AND list.filters = $2
                AND list.revision = seed.revision AND list.layout = seed.layout AND list.generated_at >= $3
           WHERE seed.sample_id = $1 AND seed.removed_at IS NULL`,
    values: [sampleId, filters, notBefore],
  });
  if (row === undefined) return undefined;
  const seed = {
    sampleId,
    revision: row.revision,
    layout: row.layout ?? undefined,
    vector: row.vector === null ? emptyVector : decodeVector(row.vector),
    tokens: Object.entries(row.features ?? {}).flatMap(([token, share]) => (share > 0 ? [token] : [])),
    duplicateOf: row.duplicate_of ?? undefined,
  };
  if (row.generated_at === null) return { seed, list: undefined };
  return {
    seed,
    list: { generatedAt: row.generated_at, sampleIds: row.sample_ids!, similarities: row.similarities! },
  };
}
