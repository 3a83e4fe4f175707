import type { Executor } from '@jophiel/postgres';
import type { RemovedSamples } from './load-removed.ts';

/** Why a user's feed is computed by the batch. */
export type BatchReason =
  'no feed' | 'profile changed' | 'definition changed' | 'feed aged' | 'sample removed' | 'everyone';

export interface ChosenUser {
  readonly user_id: string;
  readonly reason: BatchReason;
}

export interface OutOfDate {
  readonly layout: string;
  readonly scoring: string;
  readonly agedBefore: Date;
  /** Since then: what was removed before a feed is as old as that is in none any more. */
  readonly removed: RemovedSamples;
  readonly everyone: boolean;
}

/** A removed sample may still be a candidate for some minutes, and clocks differ. */
const NAMED_AFTER_REMOVAL_MS = 600_000;

/**
 * The users whose feed is out of date, each with the first reason that applies. A feed ages because novelty decays and
 * because new samples came since. Only feeds that were ranked before the last removal are looked into, item by item.
 */
export async function chooseUsers(
  executor: Executor,
  { layout, scoring, agedBefore, removed, everyone }: OutOfDate,
): Promise<ChosenUser[]> {
  const mayNameRemoved = new Date((removed.lastAt?.getTime() ?? 0) + NAMED_AFTER_REMOVAL_MS);
  return executor.query<ChosenUser>({
    // Without a name: as a constant of the plan, the list of what was removed is hashed once.
    text: `SELECT user_id, reason FROM (
             SELECT profile.user_id, CASE
               WHEN feed.user_id IS NULL THEN 'no feed'
               WHEN feed.profile_version < profile.version THEN 'profile changed'
               WHEN feed.layout <> $1 OR feed.scoring <> $4 THEN 'definition changed'
               WHEN feed.ranked_at < $2 THEN 'feed aged'
               WHEN $3 THEN 'everyone'
               WHEN feed.ranked_at >= $5 THEN NULL
               WHEN EXISTS (SELECT FROM unnest(feed.sample_ids) AS item (sample_id) WHERE sample_id = ANY ($6))
                 THEN 'sample removed'
             END AS reason
             FROM user_taste_profiles AS profile LEFT JOIN user_feed_recommendations AS feed USING (user_id)
           ) AS users WHERE reason IS NOT NULL ORDER BY user_id`,
    values: [layout, agedBefore, everyone, scoring, mayNameRemoved, removed.sampleIds],
  });
}
