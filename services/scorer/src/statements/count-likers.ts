import { BETWEEN_IDS } from '@jophiel/contracts';
import type { TasteTrait } from '@jophiel/domain';
import { decaySql, type Executor, readBinaryDoubles } from '@jophiel/postgres';

export interface LikersOptions {
  readonly tastes: ReadonlyMap<string, TasteTrait>;
  readonly halfLifeDays: number;
  readonly now: Date;
}

export interface LikersPage {
  readonly lastUser: string | undefined;
  readonly sampleIds: readonly string[];
  readonly likers: readonly number[];
}

/**
 * Counts who likes what among the next users. A user counts once for an item, with the time of their newest interaction, if
 * what they did with it adds up to more than 0: the rule of `positiveItems` in libs/taste. Copies count for their original,
 * own items not. The lateral joins keep each page to lookups by index.
 */
export async function countLikers(
  executor: Executor,
  afterUser: string,
  maxUsers: number,
  { tastes, halfLifeDays, now }: LikersOptions,
): Promise<LikersPage> {
  const traits = [...tastes.values()];
  const [row] = await executor.query<{ last_user: string | null; items: string | null; likers: Buffer | null }>({
    name: 'count-likers',
    text: `WITH page AS MATERIALIZED (
             SELECT user_id FROM user_taste_profiles WHERE user_id > $6 ORDER BY user_id LIMIT $7
           ), contribution AS MATERIALIZED (
             SELECT page.user_id, coalesce(sample.duplicate_of, signal.sample_id) AS item,
               kind.weight * signal.amount AS weight, kind.half_life, signal.at
             FROM page
             CROSS JOIN LATERAL (SELECT sample_id, interaction, amount, at FROM user_signals
                                 WHERE user_id = page.user_id AND amount > 0 AND at <= $5 OFFSET 0) AS signal
             JOIN unnest($1::text[], $2::float8[], $3::float8[]) AS kind (interaction, weight, half_life) USING (interaction)
             LEFT JOIN LATERAL (SELECT duplicate_of, creator_id FROM sample_vectors
                                WHERE sample_id = signal.sample_id LIMIT 1) AS sample ON true
             WHERE sample.creator_id IS DISTINCT FROM page.user_id
           ), newest AS (
             SELECT *, max(at) OVER (PARTITION BY user_id, item) AS newest FROM contribution
           ), liked AS (
             SELECT item, newest FROM newest GROUP BY user_id, item, newest
             HAVING sum(weight * ${decaySql('at', 'newest', 'half_life')}) > 0
           ), counted AS (
             SELECT item, sum(${decaySql('newest', '$5::timestamptz', '$4::float8')}) AS likers FROM liked GROUP BY item
           )
           SELECT (SELECT max(user_id) FROM page) AS last_user, string_agg(item, '${BETWEEN_IDS}') AS items,
             array_send(array_agg(likers)) AS likers
           FROM counted`,
    values: [
      [...tastes.keys()],
      traits.map(({ weight }) => weight),
      traits.map((trait) => trait.halfLifeDays),
      halfLifeDays,
      now,
      afterUser,
      maxUsers,
    ],
  });
  const { last_user, items, likers } = row!;
  return {
    lastUser: last_user ?? undefined,
    sampleIds: items?.split(BETWEEN_IDS) ?? [],
    likers: likers === null ? [] : readBinaryDoubles(likers),
  };
}
