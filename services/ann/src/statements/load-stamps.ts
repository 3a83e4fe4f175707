import type { Executor } from '@jophiel/postgres';

export interface Stamp {
  readonly sampleId: string;
  readonly revision: number;
  readonly layout: string;
}

export async function loadStamps(executor: Executor, after: string, limit: number): Promise<Stamp[]> {
  const rows = await executor.query<{ sample_id: string; revision: number; layout: string }>({
    name: 'load-stamps',
    text: `SELECT sample_id, revision, layout FROM sample_vectors WHERE sample_id > $1 AND listed
           ORDER BY sample_id LIMIT $2`,
    values: [after, limit],
  });
  return rows.map((row) => ({ sampleId: row.sample_id, revision: row.revision, layout: row.layout }));
}
