import { eventually } from '@jophiel/testing';
import { expect } from 'vitest';
import type { RunningStack } from '../stack/running-stack.ts';

interface FeedState {
  readonly user_id: string;
  readonly version: number;
  readonly feed_profile: number;
  readonly profile: number;
  readonly reacted: number;
}

const BATCH_TIMEOUT_MS = 60_000;

/**
 * Every user's feed is at least as new as the last interaction that triggers a feed, and not newer than the profile; and
 * feeds of the current profile are what a fresh ranking of everybody makes.
 */
export async function expectFeedsToBeCurrent(stack: RunningStack): Promise<void> {
  const before = await feedStates(stack);
  expect(before.length).toBeGreaterThan(0);
  expect(before.filter(({ feed_profile, reacted }) => feed_profile < reacted)).toEqual([]);
  expect(before.filter(({ feed_profile, profile }) => feed_profile > profile)).toEqual([]);

  const current = before.filter(({ feed_profile, profile }) => feed_profile === profile);
  expect(current.length).toBeGreaterThan(0);
  await rankEverybody(stack);
  const after = new Map((await feedStates(stack)).map((state) => [state.user_id, state]));
  // A feed that is the same is not stored again, so its version stays.
  expect(current.map(({ user_id }) => after.get(user_id)!.version)).toEqual(current.map(({ version }) => version));
  expect([...after.values()].filter(({ feed_profile, profile }) => feed_profile !== profile)).toEqual([]);
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
             profile.version AS profile, coalesce(reacted.profile_version, 0) AS reacted
           FROM jophiel.user_taste_profiles AS profile
           LEFT JOIN jophiel.user_feed_recommendations AS feed USING (user_id)
           LEFT JOIN reacted USING (user_id)
           ORDER BY user_id`,
  });
}

async function rankEverybody(stack: RunningStack): Promise<void> {
  const batch = `${stack.services.scorer}/v1/batch`;
  const { run_id } = (await (await fetch(`${batch}?everyone=true`, { method: 'POST' })).json()) as { run_id: string };
  await eventually(async () => {
    const run = (await (await fetch(`${batch}/${run_id}`)).json()) as { finished_at: string | null };
    expect(run.finished_at).not.toBeNull();
  }, BATCH_TIMEOUT_MS);
}
