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
  await transaction.execute({
    text: `DELETE FROM ${tables.outbox}
           WHERE sent_at IS NOT NULL AND subject <> 'user.deleted' AND body::json #>> '{payload,user_id}' = ANY ($1)`,
    values: [userIds],
  });
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
