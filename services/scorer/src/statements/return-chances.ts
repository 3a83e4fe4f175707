import type { Executor } from '@jophiel/postgres';

export async function returnChances(executor: Executor, chances: ReadonlyMap<string, number>): Promise<void> {
  if (chances.size === 0) return;
  await executor.execute({
    name: 'return-chances',
    text: `UPDATE sample_chances AS stored SET chances = stored.chances - open.chances
           FROM (
             SELECT sample_id, returned.chances FROM sample_chances
             JOIN unnest($1::text[], $2::int[]) AS returned (sample_id, chances) USING (sample_id)
             ORDER BY sample_id FOR UPDATE OF sample_chances -- the order in which chances are reserved
           ) AS open
           WHERE stored.sample_id = open.sample_id`,
    values: [[...chances.keys()], [...chances.values()]],
  });
}
