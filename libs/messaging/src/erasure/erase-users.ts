import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import { userOf } from './user-of.ts';

/**
 * Removes what a service's outbox and dead letters still say of users who are erased. What is not published yet is left,
 * since others wait for it; so is the word of the erasure itself. Reads both tables from end to end: erasures are rare.
 */
export async function eraseUsers(
  transaction: Executor,
  tables: MessagingTables,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  await eraseFromPages(transaction, tables, userIds);
  const letters = await transaction.query<{ id: number; body: Buffer }>({
    text: `SELECT id, body FROM ${tables.deadLetters}`,
  });
  const theirs = letters.filter(({ body }) => userIds.includes(userOf(body) ?? ''));
  if (theirs.length > 0)
    await transaction.execute({
      text: `DELETE FROM ${tables.deadLetters} WHERE id = ANY ($1)`,
      values: [theirs.map(({ id }) => id)],
    });
}

/** Their lines go out of the pages that were sent; a page that then has none goes too. Only pages that name them are read line by line. */
async function eraseFromPages(
  transaction: Executor,
  { outbox }: MessagingTables,
  userIds: readonly string[],
): Promise<void> {
  await transaction.execute({
    text: `WITH named AS (
             SELECT id, body FROM ${outbox}
             WHERE sent_at IS NOT NULL AND subject <> 'user.deleted'
               AND EXISTS (SELECT FROM unnest($2::text[]) AS name WHERE position(name IN body) > 0)
           ), kept AS (
             SELECT id, count(line) AS events, string_agg(line, E'\\n' ORDER BY place) AS body
             FROM named, string_to_table(body, E'\\n') WITH ORDINALITY AS lines (line, place)
             WHERE (line::json #>> '{payload,user_id}' = ANY ($1)) IS NOT TRUE
             GROUP BY id
           ), shortened AS (
             UPDATE ${outbox} AS page SET events = kept.events, body = kept.body FROM kept WHERE kept.id = page.id
           )
           DELETE FROM ${outbox} AS page USING named
           WHERE named.id = page.id AND NOT EXISTS (SELECT FROM kept WHERE kept.id = page.id)`,
    values: [userIds, userIds.map((id) => `"user_id":${JSON.stringify(id)}`)],
  });
}
