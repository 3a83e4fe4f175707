import type { Executor } from '@jophiel/postgres';

/** The number of an item, and what others say about it. */
export interface Column {
  readonly number: number;
  /** As `encodeWeights` writes them; undefined while nothing has been learned about it. */
  readonly weights: Uint8Array | undefined;
}

/** Numbers and weights by sample id. @param numbersOf items of which the number alone is read */
export async function loadColumns(
  executor: Executor,
  sampleIds: readonly string[],
  numbersOf: readonly string[],
): Promise<Map<string, Column>> {
  const rows = await executor.query<{ sample_id: string; number: number; weights: Buffer | null }>({
    name: 'load-columns',
    text: `SELECT sample_id, number, CASE WHEN sample_id = ANY ($1::text[]) THEN weights END AS weights
           FROM learned_weights WHERE sample_id = ANY ($1::text[] || $2::text[])`,
    values: [sampleIds, numbersOf],
  });
  return new Map(rows.map(({ sample_id, number, weights }) => [sample_id, { number, weights: weights ?? undefined }]));
}

/** The sample ids of numbers, in their order; an unknown number is missing. */
export async function loadSampleIds(executor: Executor, numbers: readonly number[]): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string; number: number }>({
    name: 'load-numbered',
    text: 'SELECT sample_id, number FROM learned_weights WHERE number = ANY ($1::int[])',
    values: [numbers],
  });
  const byNumber = new Map(rows.map((row) => [row.number, row.sample_id]));
  return numbers.flatMap((number) => byNumber.get(number) ?? []);
}
