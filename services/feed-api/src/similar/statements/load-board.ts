import type { Executor } from '@jophiel/postgres';

export interface BoardSample {
  readonly sampleId: string;
  readonly revision: number | undefined;
  readonly layout: string | undefined;
  readonly duplicateOf: string | undefined;
}

interface Row extends Record<string, unknown> {
  sample_id: string;
  revision: number | null;
  layout: string | null;
  duplicate_of: string | null;
}

const COLUMNS = `sample_id, revision, CASE WHEN vector IS NOT NULL THEN layout END AS layout, duplicate_of`;

/** The latest first; none for an unknown board. */
export async function loadBoard(executor: Executor, boardId: string, limit: number): Promise<BoardSample[]> {
  const rows = await executor.query<Row>({
    name: 'load-board',
    text: `SELECT ${COLUMNS} FROM (
             SELECT sample_id, max(at) AS latest FROM user_signals
             WHERE collection_id = $1 AND collection_id <> '' AND amount > 0
             GROUP BY sample_id ORDER BY latest DESC, sample_id LIMIT $2
           ) AS board LEFT JOIN sample_vectors USING (sample_id) ORDER BY latest DESC, sample_id`,
    values: [boardId, limit],
  });
  return rows.map(readRow);
}

export async function loadGivenBoard(executor: Executor, sampleIds: readonly string[]): Promise<BoardSample[]> {
  const rows = await executor.query<Row>({
    name: 'load-given-board',
    text: `SELECT ${COLUMNS} FROM unnest($1::text[]) WITH ORDINALITY AS board (sample_id, place)
           LEFT JOIN sample_vectors USING (sample_id) ORDER BY place`,
    values: [sampleIds],
  });
  return rows.map(readRow);
}

function readRow(row: Row): BoardSample {
  return {
    sampleId: row.sample_id,
    revision: row.revision ?? undefined,
    layout: row.layout ?? undefined,
    duplicateOf: row.duplicate_of ?? undefined,
  };
}
