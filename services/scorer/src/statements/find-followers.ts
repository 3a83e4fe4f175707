import type { Executor } from '@jophiel/postgres';

/** Of a creator with more followers, the latest so many times the wanted are looked at. */
const LOOKED_AT_PER_WANTED = 10;

/** For each creator the followers whose profile changed last, at most so many. */
export async function findFollowers(
  executor: Executor,
  creatorIds: readonly string[],
  limit: number,
): Promise<{ creatorId: string; userId: string }[]> {
  const rows = await executor.query<{ creator_id: string; user_id: string }>({
    name: 'find-followers',
    text: `SELECT creator.creator_id, active.user_id FROM unnest($1::text[]) AS creator (creator_id)
           CROSS JOIN LATERAL (
             SELECT latest.user_id FROM (
               SELECT user_id FROM user_follows AS follow WHERE follow.creator_id = creator.creator_id AND active
               ORDER BY at DESC LIMIT ${LOOKED_AT_PER_WANTED} * $2::bigint
             ) AS latest JOIN user_taste_profiles USING (user_id) ORDER BY updated_at DESC LIMIT $2
           ) AS active`,
    values: [creatorIds, limit],
  });
  return rows.map((row) => ({ creatorId: row.creator_id, userId: row.user_id }));
}
