import type { Executor } from '@jophiel/postgres';
import { decodeVector, emptyVector, type SparseVector } from '@jophiel/vectors';

export interface SampleStamp {
  readonly sampleId: string;
  /** Absent of what cannot be recommended: a removed sample, and a copy. */
  readonly number: number | undefined;
  readonly creatorId: string;
  readonly duplicateOf: string | undefined;
  readonly revision: number;
  readonly lacksNeighbours: boolean;
  readonly neighboursAmong: number;
}

interface Row {
  readonly sample_id: string;
  readonly number: number | null;
  readonly creator_id: string;
  readonly duplicate_of: string | null;
  readonly revision: number;
  readonly lacks_neighbours: boolean;
  readonly neighbours_among: number | null;
}

const columns = `sample.sample_id, learned.number, sample.creator_id, sample.duplicate_of, sample.revision, learned.neighbours_among,
  sample.vector IS NOT NULL AND sample.layout = $1 AND learned.neighbours_of IS DISTINCT FROM sample.revision AS lacks_neighbours`;
const tables = `sample_vectors AS sample LEFT JOIN learned_weights AS learned
  ON learned.sample_id = sample.sample_id AND sample.removed_at IS NULL AND sample.duplicate_of IS NULL`;

/** All samples after this id, in the order of their ids, removed ones as well. */
export async function loadStamps(
  executor: Executor,
  layout: string,
  after: string,
  limit: number,
): Promise<SampleStamp[]> {
  const rows = await executor.query<Row>({
    name: 'load-stamps',
    text: `SELECT ${columns} FROM ${tables} WHERE sample.sample_id > $2 ORDER BY sample.sample_id LIMIT $3`,
    values: [layout, after, limit],
  });
  return rows.map(stampOf);
}

export async function loadStampsOf(
  executor: Executor,
  layout: string,
  sampleIds: readonly string[],
): Promise<SampleStamp[]> {
  const rows = await executor.query<Row>({
    name: 'load-stamps-of',
    text: `SELECT ${columns} FROM ${tables} WHERE sample.sample_id = ANY ($2)`,
    values: [layout, sampleIds],
  });
  return rows.map(stampOf);
}

export async function loadVectors(
  executor: Executor,
  layout: string,
  sampleIds: readonly string[],
): Promise<Map<string, SparseVector>> {
  const rows = await executor.query<{ sample_id: string; vector: Buffer | null }>({
    name: 'load-vectors',
    text: `SELECT sample_id, CASE WHEN layout = $1 THEN vector END AS vector
           FROM sample_vectors WHERE sample_id = ANY ($2)`,
    values: [layout, sampleIds],
  });
  return new Map(
    rows.map(({ sample_id, vector }) => [sample_id, vector === null ? emptyVector : decodeVector(vector)]),
  );
}

function stampOf(row: Row): SampleStamp {
  return {
    sampleId: row.sample_id,
    number: row.number ?? undefined,
    creatorId: row.creator_id,
    duplicateOf: row.duplicate_of ?? undefined,
    revision: row.revision,
    lacksNeighbours: row.number !== null && row.lacks_neighbours,
    neighboursAmong: row.neighbours_among ?? 0,
  };
}
