import type { Executor } from '@jophiel/postgres';

/**
 * Erases feeds of users who have no profile. Whoever is erased while a feed of theirs is being computed would keep it
 * for ever: a feed knows nothing of the order in which two services hear of it. @returns how many
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
