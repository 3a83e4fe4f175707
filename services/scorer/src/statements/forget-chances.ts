import type { Executor } from '@jophiel/postgres';

export async function forgetChances(executor: Executor, since: Date): Promise<void> {
  await executor.execute({
    text: `DELETE FROM sample_chances WHERE sample_id IN (
             SELECT sample_id FROM sample_chances AS stored WHERE NOT EXISTS (
               SELECT FROM sample_vectors AS sample
               WHERE sample.sample_id = stored.sample_id AND published_at >= $1 AND removed_at IS NULL
             ) ORDER BY sample_id FOR UPDATE SKIP LOCKED -- a scorer may be returning chances of them
           )`,
    values: [since],
  });
}
