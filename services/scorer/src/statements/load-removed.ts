import type { Executor } from '@jophiel/postgres';

export interface RemovedSamples {
  readonly sampleIds: readonly string[];
  readonly lastAt: Date | undefined;
}

export async function loadRemoved(executor: Executor, since: Date): Promise<RemovedSamples> {
  const [row] = await executor.query<{ sample_ids: string[] | null; last_at: Date | null }>({
    text: `SELECT array_agg(sample_id) AS sample_ids, max(removed_at) AS last_at FROM sample_vectors WHERE removed_at >= $1`,
    values: [since],
  });
  return { sampleIds: row?.sample_ids ?? [], lastAt: row?.last_at ?? undefined };
}
