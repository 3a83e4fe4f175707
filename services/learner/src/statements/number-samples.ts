import type { Executor } from '@jophiel/postgres';

/** Gives a number to samples that may be recommended and have none, and takes the rows of others away. */
export async function numberSamples(executor: Executor): Promise<void> {
  // Without ON CONFLICT, a row that another process inserts meanwhile would fail this statement; with it alone, rows that
  // exist would use up numbers.
  await executor.execute({
    text: `INSERT INTO learned_weights (sample_id)
           SELECT sample_id FROM sample_vectors AS sample
           WHERE removed_at IS NULL AND duplicate_of IS NULL
             AND NOT EXISTS (SELECT FROM learned_weights AS learned WHERE learned.sample_id = sample.sample_id)
           ORDER BY sample_id
           ON CONFLICT DO NOTHING`,
  });
  await executor.execute({
    text: `DELETE FROM learned_weights AS learned
           WHERE NOT EXISTS (SELECT FROM sample_vectors AS sample WHERE sample.sample_id = learned.sample_id
                               AND removed_at IS NULL AND duplicate_of IS NULL)`,
  });
}

export async function numberSamplesOf(executor: Executor, sampleIds: readonly string[]): Promise<void> {
  await executor.execute({
    text: `INSERT INTO learned_weights (sample_id)
           SELECT sample_id FROM sample_vectors AS sample
           WHERE sample_id = ANY ($1) AND removed_at IS NULL AND duplicate_of IS NULL
             AND NOT EXISTS (SELECT FROM learned_weights AS learned WHERE learned.sample_id = sample.sample_id)
           ORDER BY sample_id
           ON CONFLICT DO NOTHING`,
    values: [sampleIds],
  });
  await executor.execute({
    text: `DELETE FROM learned_weights AS learned
           WHERE sample_id = ANY ($1)
             AND NOT EXISTS (SELECT FROM sample_vectors AS sample WHERE sample.sample_id = learned.sample_id
                               AND removed_at IS NULL AND duplicate_of IS NULL)`,
    values: [sampleIds],
  });
}
