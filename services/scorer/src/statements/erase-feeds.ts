import type { Executor } from '@jophiel/postgres';

export async function eraseFeeds(transaction: Executor, userIds: readonly string[]): Promise<void> {
  await transaction.execute({
    text: `WITH tokens AS (DELETE FROM audience_tokens WHERE user_id = ANY ($1))
           DELETE FROM user_feed_recommendations WHERE user_id = ANY ($1)`,
    values: [userIds],
  });
}
