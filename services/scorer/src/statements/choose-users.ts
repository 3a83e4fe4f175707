import type { Executor } from '@jophiel/postgres';

/** Why a user's feed is computed by the batch. */
export type BatchReason =
  'no feed' | 'profile changed' | 'definition changed' | 'feed aged' | 'sample removed' | 'everyone';

export interface ChosenUser {
  readonly user_id: string;
  readonly reason: BatchReason;
}

/**
 * The users whose feed is out of date, each with the first reason that applies. A feed ages because novelty decays and
 * because new samples came since. What was removed before a feed is as old as that is in none any more.
 */
export async function chooseUsers(
  executor: Executor,
  options: { readonly layout: string; readonly scoring: string; readonly agedBefore: Date; readonly everyone: boolean },
): Promise<ChosenUser[]> {
  return executor.query<ChosenUser & Record<string, unknown>>({
    text: `SELECT user_id, reason FROM (
             SELECT profile.user_id, CASE
               WHEN feed.user_id IS NULL THEN 'no feed'
               WHEN feed.profile_version < profile.version THEN 'profile changed'
               WHEN feed.layout <> $1 OR feed.scoring <> $4 THEN 'definition changed'
               WHEN feed.ranked_at < $2 THEN 'feed aged'
               WHEN $3 THEN 'everyone'
               WHEN feed.sample_ids && (
                 SELECT array_agg(sample_id) FROM sample_vectors WHERE removed_at >= $2
               ) THEN 'sample removed'
             END AS reason
             FROM user_taste_profiles AS profile LEFT JOIN user_feed_recommendations AS feed USING (user_id)
           ) AS users WHERE reason IS NOT NULL ORDER BY user_id`,
    values: [options.layout, options.agedBefore, options.everyone, options.scoring],
  });
}
