import type { Executor } from '@jophiel/postgres';

/** Deletes what was derived for users, but keeps their profile rows, which stay locked. */
export async function clearDerived(transaction: Executor, userIds: readonly string[]): Promise<void> {
  await transaction.execute({ text: 'DELETE FROM user_signals WHERE user_id = ANY ($1)', values: [userIds] });
  await transaction.execute({ text: 'DELETE FROM user_follows WHERE user_id = ANY ($1)', values: [userIds] });
  await transaction.execute({ text: 'DELETE FROM user_seeds WHERE user_id = ANY ($1)', values: [userIds] });
}

/** Erases users: their interactions, and the follows of them. */
export async function eraseProfiles(transaction: Executor, userIds: readonly string[]): Promise<void> {
  await transaction.execute({
    text: `SELECT FROM user_taste_profiles WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE`,
    values: [userIds],
  });
  await clearDerived(transaction, userIds);
  await transaction.execute({ text: 'DELETE FROM user_follows WHERE creator_id = ANY ($1)', values: [userIds] });
  await transaction.execute({ text: 'DELETE FROM user_taste_profiles WHERE user_id = ANY ($1)', values: [userIds] });
}
