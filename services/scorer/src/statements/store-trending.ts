import type { Executor } from '@jophiel/postgres';
import type { TrendingItem } from '../core/trending.ts';

/** One at a time: two concurrent writers would mix their lists. */
export async function lockTrending(transaction: Executor): Promise<void> {
  await transaction.query({ text: `LOCK TABLE trending_samples IN SHARE ROW EXCLUSIVE MODE` });
}

export async function storeTrending(
  transaction: Executor,
  items: readonly TrendingItem[],
  computedAt: Date,
): Promise<void> {
  await transaction.execute({ text: 'DELETE FROM trending_samples' });
  await transaction.execute({
    text: `INSERT INTO trending_samples (rank, sample_id, score, popularity, computed_at, learned, exploration)
           SELECT rank, sample_id, score, popularity, $4, learned, exploration
           FROM unnest($1::text[], $2::float8[], $3::float8[], $5::float8[], $6::float8[])
             WITH ORDINALITY AS item (sample_id, score, popularity, learned, exploration, rank)`,
    values: [
      items.map(({ sampleId }) => sampleId),
      items.map(({ score }) => score),
      items.map(({ popularity }) => popularity),
      computedAt,
      items.map(({ learned }) => learned),
      items.map(({ exploration }) => exploration),
    ],
  });
}
