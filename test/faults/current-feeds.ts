import { fetchWithKey } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import { expect } from 'vitest';
import type { RunningStack } from '../stack/running-stack.ts';

interface FeedState {
  readonly user_id: string;
  readonly version: number;
  readonly feed_profile: number;
  readonly profile: number;
  readonly has_taste: boolean;
  /** What the stored feed has; null when there is none. */
  readonly sample_ids: readonly string[] | null;
  readonly score_final: readonly number[] | null;
  /** -1 when none of the user's interactions triggers a feed. */
  readonly reacted: number;
}

const BATCH_TIMEOUT_MS = 60_000;
const SCORE_TOLERANCE = 1e-4;

/**
 * Every user's feed is at least as new as the last interaction that triggers a feed, and not newer than the profile; and
 * feeds of the current profile are what a fresh ranking of everybody makes.
 */
export async function expectFeedsToBeCurrent(stack: RunningStack): Promise<void> {
  const before = await feedStates(stack);
  expect(before.length).toBeGreaterThan(0);
  expect(before.filter(({ feed_profile, reacted }) => feed_profile < reacted)).toEqual([]);
  expect(before.filter(({ feed_profile, profile }) => feed_profile > profile)).toEqual([]);

  // A feed without a taste is ranked by popularity, which the fresh ranking measures again.
  const current = before.filter(({ feed_profile, profile, has_taste }) => has_taste && feed_profile === profile);
  expect(current.length).toBeGreaterThan(0);
  await rankEverybody(stack);
  const after = new Map((await feedStates(stack)).map((state) => [state.user_id, state]));
  for (const feed of current) expectSameRanking(feed, after.get(feed.user_id)!);
  expect([...after.values()].filter(({ feed_profile, profile }) => feed_profile !== profile)).toEqual([]);
}

/**
 * While the test runs novelty fades a little: items of nearly equal scores change places, and variety moves the items behind
 * them. ScoreFinal itself moves by less than the tolerance; an interaction that is missing moves it by far more.
 */
function expectSameRanking(one: FeedState, other: FeedState): void {
  const scores = new Map(other.sample_ids!.map((sampleId, at) => [sampleId, other.score_final![at]!]));
  const shared = one.sample_ids!.filter((sampleId) => scores.has(sampleId));
  expect([one.user_id, shared.length]).toEqual([one.user_id, expect.toSatisfy((n: number) => n >= 0.98 * scores.size)]);
  const moved = one.sample_ids!.map((sampleId, at) =>
    Math.abs(one.score_final![at]! - (scores.get(sampleId) ?? Number.NaN)),
  );
  const most = Math.max(...moved.filter((difference) => !Number.isNaN(difference)));
  expect([one.user_id, most]).toEqual([one.user_id, expect.toSatisfy((n: number) => n < SCORE_TOLERANCE)]);
}

/** The published `profile.updated` say up to which version of a profile its user's feed had to be computed. */
async function feedStates(stack: RunningStack): Promise<FeedState[]> {
  return stack.database.query<FeedState>({
    text: `WITH reacted AS (
             SELECT line::json #>> '{payload,user_id}' AS user_id,
               max((line::json #>> '{payload,profile_version}')::bigint) AS profile_version
             FROM jophiel.profile_outbox, string_to_table(body, E'\\n') AS line
             WHERE subject = 'profile.updated' GROUP BY 1
           )
           SELECT user_id, coalesce(feed.version, 0) AS version, coalesce(feed.profile_version, -1) AS feed_profile,
             profile.version AS profile,
             profile.taste IS NOT NULL AS has_taste, feed.sample_ids, feed.score_final, coalesce(reacted.profile_version, -1) AS reacted
           FROM jophiel.user_taste_profiles AS profile
           LEFT JOIN jophiel.user_feed_recommendations AS feed USING (user_id)
           LEFT JOIN reacted USING (user_id)
           ORDER BY user_id`,
  });
}

async function rankEverybody(stack: RunningStack): Promise<void> {
  const batch = `${stack.services.scorer}/v1/batch`;
  const { run_id } = (await (await fetchWithKey(`${batch}?everyone=true`, { method: 'POST' })).json()) as {
    run_id: string;
  };
  await eventually(async () => {
    const run = (await (await fetchWithKey(`${batch}/${run_id}`)).json()) as { finished_at: string | null };
    expect(run.finished_at).not.toBeNull();
  }, BATCH_TIMEOUT_MS);
}
