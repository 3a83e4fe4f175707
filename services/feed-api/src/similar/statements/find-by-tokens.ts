import type { Executor } from '@jophiel/postgres';

/** @param groups at least one; a sample needs one token of each group */
export async function findByTokens(
  executor: Executor,
  groups: readonly (readonly string[])[],
  { layout, limit }: { readonly layout: string; readonly limit: number },
): Promise<{ readonly sampleId: string; readonly revision: number }[]> {
  const conditions = groups.map((_, index) => `features ?| $${index + 3}`);
  const rows = await executor.query<{ sample_id: string; revision: number }>({
    name: `find-by-${groups.length}-tokens`,
    // The subquery finds rows before they are ordered; otherwise PostgreSQL would scan all samples by age.
    text: `SELECT sample_id, revision FROM (
             SELECT sample_id, revision, published_at FROM sample_vectors
             WHERE ${conditions.join(' AND ')} AND listed AND layout = $1 OFFSET 0
           ) AS found ORDER BY published_at DESC, sample_id LIMIT $2`,
    values: [layout, limit, ...groups],
  });
  return rows.map((row) => ({ sampleId: row.sample_id, revision: row.revision }));
}
