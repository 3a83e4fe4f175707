import type { Executor } from '@jophiel/postgres';

/** For a creator with more followers, only the latest 10 × `limit` are read. */
const READ_PER_LIMIT = 10;

/** For each creator, up to `limit` followers, the most recently changed profiles first. */
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
               ORDER BY at DESC LIMIT ${READ_PER_LIMIT} * $2::bigint
             ) AS latest JOIN user_taste_profiles USING (user_id) ORDER BY updated_at DESC LIMIT $2
           ) AS active`,
    values: [creatorIds, limit],
  });
  return rows.map((row) => ({ creatorId: row.creator_id, userId: row.user_id }));
}
