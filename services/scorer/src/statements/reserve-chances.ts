import type { Executor } from '@jophiel/postgres';

/**
 * Reserves a portion of chances of each sample, in one order, so that several scorers cannot deadlock.
 * @returns the samples of which a whole portion was left
 */
export async function reserveChances(
  executor: Executor,
  sampleIds: readonly string[],
  { portion, maxChances }: { readonly portion: number; readonly maxChances: number },
): Promise<string[]> {
  if (sampleIds.length === 0) return [];
  const rows = await executor.query<{ sample_id: string }>({
    name: 'reserve-chances',
    text: `INSERT INTO sample_chances AS stored (sample_id, chances)
           SELECT sample_id, $2::int FROM unnest($1::text[]) AS wanted (sample_id) ORDER BY sample_id COLLATE "C"
           ON CONFLICT (sample_id) DO UPDATE SET chances = stored.chances + excluded.chances
             WHERE stored.chances + excluded.chances <= $3::int
           RETURNING sample_id`,
    values: [sampleIds, portion, maxChances],
  });
  return rows.map((row) => row.sample_id);
}
