import type { Executor } from '@jophiel/postgres';

export async function eraseFeeds(transaction: Executor, userIds: readonly string[]): Promise<void> {
  await transaction.execute({
    text: 'DELETE FROM user_feed_recommendations WHERE user_id = ANY ($1)',
    values: [userIds],
  });
}
