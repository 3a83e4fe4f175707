import type { Executor } from '@jophiel/postgres';
import type { MessagingTables } from '../tables.ts';
import { userOf } from './user-of.ts';

/**
 * Deletes erased users from a service's outbox and dead letters. Unpublished events stay, because consumers wait for them;
 * so do the events that announce the erasure. Scans both tables: erasures are rare.
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
  const ofErased = letters.filter(({ body }) => userIds.includes(userOf(body) ?? ''));
  if (ofErased.length > 0)
    await transaction.execute({
      text: `DELETE FROM ${tables.deadLetters} WHERE id = ANY ($1)`,
      values: [ofErased.map(({ id }) => id)],
    });
}

/** Deletes the users' lines from sent pages, and pages that become empty. Only pages that mention a user are parsed. */
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
