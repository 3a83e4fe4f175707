import type { Executor } from '@jophiel/postgres';
import type { IdOrder } from './id-order.ts';

/** Users that were announced or did something and were not deleted. @param after '' for the first */
export async function listUsers(
  executor: Executor,
  order: IdOrder,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const next = (table: string) =>
    `(SELECT user_id FROM ${table} WHERE ${order.isAfter('user_id', '$1::text COLLATE "C"')}
      ORDER BY ${order.by('user_id')} LIMIT $2)`;
  const rows = await executor.query<{ user_id: string }>({
    text: `SELECT user_id FROM (${next('announced_users')} UNION ${next('user_taste_profiles')}) AS known
           ORDER BY ${order.by('user_id')} LIMIT $2`,
    values: [after, limit],
  });
  return rows.map((row) => row.user_id);
}
