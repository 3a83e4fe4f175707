import type { Executor } from '@jophiel/postgres';

export interface Stretch {
  /** Samples that are not searchable, or only by another definition. */
  readonly sampleIds: readonly string[];
  readonly next: string | undefined;
}

/** Checks a limited number of samples, in the order of their ids, so that a batch does not scan all of them again. */
export async function unsearchableSamples(
  executor: Executor,
  definition: string,
  after: string,
  limit: number,
): Promise<Stretch> {
  const rows = await executor.query<{ sample_id: string; is_done: boolean }>({
    name: 'unsearchable-samples',
    text: `SELECT sample_id, coalesce(definition = $1, false) AS is_done
           FROM (SELECT sample_id FROM sample_metadata WHERE sample_id > $2 ORDER BY sample_id LIMIT $3) AS stretch
           LEFT JOIN sample_texts USING (sample_id) ORDER BY sample_id`,
    values: [definition, after, limit],
  });
  return {
    sampleIds: rows.filter(({ is_done }) => !is_done).map(({ sample_id }) => sample_id),
    next: rows.length < limit ? undefined : rows.at(-1)?.sample_id,
  };
}
