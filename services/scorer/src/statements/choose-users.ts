import type { Executor } from '@jophiel/postgres';
import type { RemovedSamples } from './load-removed.ts';

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
  /** Samples removed within the maximum age of a feed: older feeds are recomputed anyway. */
  readonly removed: RemovedSamples;
  readonly everyone: boolean;
}

/** A removed sample may stay a candidate for some minutes, and clocks differ. */
const NAMED_AFTER_REMOVAL_MS = 600_000;

/**
 * Users with an outdated feed, each with the first reason that applies. A feed ages because novelty decays and new
 * samples arrive. Only feeds ranked before the last removal are checked item by item.
 */
export async function chooseUsers(
  executor: Executor,
  { layout, scoring, agedBefore, removed, everyone }: OutOfDate,
): Promise<ChosenUser[]> {
  const mayNameRemoved = new Date((removed.lastAt?.getTime() ?? 0) + NAMED_AFTER_REMOVAL_MS);
  return executor.query<ChosenUser>({
    // No prepared statement: as a constant of the plan, the list of removed samples is hashed once.
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
