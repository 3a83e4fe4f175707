import type { TasteTrait } from '@jophiel/domain';
import { decaySql, type Executor } from '@jophiel/postgres';

/** A change that moves no feed; storing it would rewrite the table as time passes. */
const SAME = 0.001;

/**
 * Computes how popular each item is: how many users like it, older likes counting less, as `log(1 + n) / log(1 + max n)`.
 * A user counts once for an item, with the time of their newest interaction, if what they did with it adds up to more than
 * 0: the rule of `positiveItems` in libs/taste. Copies count for their original, own items not.
 */
export async function storePopularity(
  transaction: Executor,
  options: {
    readonly tastes: ReadonlyMap<string, TasteTrait>;
    /** A like of this age counts half. */
    readonly halfLifeDays: number;
    readonly now: Date;
  },
): Promise<void> {
  const traits = [...options.tastes.values()];
  await transaction.execute({
    text: `WITH contribution AS MATERIALIZED (
             SELECT signal.user_id, coalesce(sample.duplicate_of, signal.sample_id) AS item,
               kind.weight * signal.amount AS weight, kind.half_life, signal.at,
               max(signal.at) OVER (PARTITION BY signal.user_id, coalesce(sample.duplicate_of, signal.sample_id)) AS newest
             FROM user_signals AS signal
             JOIN unnest($1::text[], $2::float8[], $3::float8[]) AS kind (interaction, weight, half_life) USING (interaction)
             LEFT JOIN sample_vectors AS sample USING (sample_id)
             WHERE signal.amount > 0 AND signal.at <= $5 AND sample.creator_id IS DISTINCT FROM signal.user_id
           ), liked AS (
             SELECT item, newest FROM contribution
             GROUP BY user_id, item, newest
             HAVING sum(weight * ${decaySql('at', 'newest', 'half_life')}) > 0
           ), counted AS (
             SELECT item, ln(1 + sum(${decaySql('newest', '$5::timestamptz', '$4::float8')})) AS users
             FROM liked GROUP BY item
           ), current AS MATERIALIZED (
             SELECT item, users / max(users) OVER () AS popularity FROM counted WHERE users > 0
           ), gone AS (
             DELETE FROM sample_popularity WHERE sample_id NOT IN (SELECT item FROM current)
           )
           INSERT INTO sample_popularity AS stored (sample_id, popularity) SELECT item, popularity FROM current
           ON CONFLICT (sample_id) DO UPDATE SET popularity = excluded.popularity
             WHERE abs(stored.popularity - excluded.popularity) > ${SAME}`,
    values: [
      [...options.tastes.keys()],
      traits.map(({ weight }) => weight),
      traits.map(({ halfLifeDays }) => halfLifeDays),
      options.halfLifeDays,
      options.now,
    ],
  });
}
