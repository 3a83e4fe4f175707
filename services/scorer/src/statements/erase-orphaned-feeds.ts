import type { Executor } from '@jophiel/postgres';

/**
 * Deletes feeds of users without a profile: an erasure during the computation of a feed would leave the feed for ever.
 * @returns how many
 */
export async function eraseOrphanedFeeds(transaction: Executor): Promise<number> {
  return transaction.execute({
    text: `WITH erased AS (
             DELETE FROM user_feed_recommendations AS feed
             WHERE NOT EXISTS (SELECT FROM user_taste_profiles AS profile WHERE profile.user_id = feed.user_id)
             RETURNING user_id
           ), tokens AS (
             DELETE FROM audience_tokens WHERE user_id IN (SELECT user_id FROM erased)
           )
           SELECT FROM erased`,
  });
}
