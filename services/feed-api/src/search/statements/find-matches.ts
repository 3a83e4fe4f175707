import type { Executor } from '@jophiel/postgres';

export interface MatchRow {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly publishedAt: number;
  readonly revision: number;
  readonly relevance: number;
}

/** Listed samples only; the best texts first, ties by id. */
export async function findMatches(executor: Executor, query: string, limit: number): Promise<MatchRow[]> {
  const rows = await executor.query<{
    sample_id: string;
    creator_id: string;
    published_ms: number;
    revision: number;
    relevance: number;
  }>({
    name: 'find-matches',
    text: `SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, revision,
             ts_rank(words, $1::tsquery)::float8 AS relevance
           FROM sample_texts JOIN sample_vectors USING (sample_id)
           WHERE words @@ $1::tsquery AND listed ORDER BY relevance DESC, sample_id LIMIT $2`,
    values: [query, limit],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    revision: row.revision,
    relevance: row.relevance,
  }));
}
