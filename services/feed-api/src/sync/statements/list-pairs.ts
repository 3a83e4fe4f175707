import type { Executor } from '@jophiel/postgres';
import type { IdOrder } from './id-order.ts';
import type { Pairs } from '../core/pairs.ts';
import { pairColumns } from './pair-columns.ts';

export interface PairsOfUsers {
  readonly pairs: readonly string[];
  /** The last user that was read, with or without pairs; undefined without users. */
  readonly lastUser: string | undefined;
}

/** @param after '' for the first users @param users how many users */
export async function listPairs(
  executor: Executor,
  order: IdOrder,
  list: Pairs,
  { after, users }: { after: string; users: number },
): Promise<PairsOfUsers> {
  const { item, isListed, from, parameters } = pairColumns(list);
  const rows = await executor.query<{ user_id: string; item_id: string | null }>({
    text: `SELECT one.user_id, listed.item_id
           FROM (SELECT user_id FROM user_taste_profiles WHERE ${order.isAfter('user_id', '$1::text COLLATE "C"')}
                 ORDER BY ${order.by('user_id')} LIMIT $2) AS one
           LEFT JOIN LATERAL (SELECT ${item} AS item_id FROM ${from}
                              WHERE ${isListed(3)} AND user_id = one.user_id) AS listed ON true
           ORDER BY ${order.by('one.user_id')}, ${order.by('listed.item_id')}`,
    values: [after, users, ...parameters],
  });
  return {
    pairs: rows.flatMap((row) => (row.item_id === null ? [] : [`${row.user_id}-${row.item_id}`])),
    lastUser: rows.at(-1)?.user_id,
  };
}
