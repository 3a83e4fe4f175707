import type { Executor } from '@jophiel/postgres';
import { decodeVector } from '@jophiel/vectors';
import type { Candidate } from '@jophiel/scoring';

/** The next listed items after an id, in the order of ids. */
export async function scanCandidates(
  executor: Executor,
  layout: string,
  after: string,
  limit: number,
): Promise<Candidate[]> {
  const rows = await executor.query<{ sample_id: string; creator_id: string; published_ms: number; vector: Buffer }>({
    name: 'scan-candidates',
    text: `SELECT sample_id, creator_id, (extract(epoch FROM published_at) * 1000)::float8 AS published_ms, vector
           FROM sample_vectors WHERE sample_id > $2 AND listed AND layout = $1 ORDER BY sample_id LIMIT $3`,
    values: [layout, after, limit],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    creatorId: row.creator_id,
    publishedAt: row.published_ms,
    vector: decodeVector(row.vector),
  }));
}
