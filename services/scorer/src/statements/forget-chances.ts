import type { Executor } from '@jophiel/postgres';

/** Deletes the counts of samples that are removed or not new any more. @param since earliest publication of new ones */
export async function forgetChances(executor: Executor, since: Date): Promise<void> {
  await executor.execute({
    text: `DELETE FROM sample_chances AS stored WHERE NOT EXISTS (
             SELECT FROM sample_vectors AS sample
             WHERE sample.sample_id = stored.sample_id AND published_at >= $1 AND removed_at IS NULL
           )`,
    values: [since],
  });
}
