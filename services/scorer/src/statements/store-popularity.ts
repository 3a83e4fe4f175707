import { binaryDoubles, type Executor } from '@jophiel/postgres';

/** A change that moves no feed; storing it would rewrite the table as time passes. */
const SAME = 0.001;

export async function storePopularity(
  transaction: Executor,
  popularity: readonly (readonly [sampleId: string, popularity: number])[],
): Promise<void> {
  await transaction.execute({
    name: 'store-popularity',
    text: `INSERT INTO sample_popularity AS stored (sample_id, popularity)
           SELECT sample_id, popularity FROM unnest($1::text[], $2::float8[]) AS new (sample_id, popularity)
           ON CONFLICT (sample_id) DO UPDATE SET popularity = excluded.popularity
             WHERE abs(stored.popularity - excluded.popularity) > ${SAME}`,
    values: [popularity.map(([sampleId]) => sampleId), binaryDoubles(popularity.map(([, value]) => value))],
  });
}

export async function removeUnpopular(transaction: Executor, isPopular: (sampleId: string) => boolean): Promise<void> {
  const rows = await transaction.query<{ sample_id: string }>({ text: 'SELECT sample_id FROM sample_popularity' });
  const gone = rows.map((row) => row.sample_id).filter((sampleId) => !isPopular(sampleId));
  if (gone.length > 0)
    await transaction.execute({ text: 'DELETE FROM sample_popularity WHERE sample_id = ANY ($1)', values: [gone] });
}
