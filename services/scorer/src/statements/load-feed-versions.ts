import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { FeedVersion } from '../core/stored-feed.ts';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly profile_version: number;
  readonly layout: string;
  readonly scoring: string;
  readonly variant: string | null;
  readonly explored: string | null;
}

export async function loadFeedVersions(
  executor: Executor,
  userIds: readonly string[],
): Promise<Map<string, FeedVersion>> {
  const rows = await executor.query<Row>({
    name: 'load-feed-versions',
    text: `SELECT user_id, version, profile_version, layout, scoring, variant,
             CASE WHEN exploration <> '{}' THEN
               (SELECT string_agg(sample_id, '${BETWEEN_IDS}') FROM unnest(sample_ids, exploration) AS item (sample_id, lift)
                WHERE lift > 0) END AS explored
           FROM user_feed_recommendations WHERE user_id = ANY (${ofAnyLength('$1')})`,
    values: [userIds],
  });
  return new Map(
    rows.map(({ user_id, version, profile_version: profileVersion, layout, scoring, variant, explored }) => [
      user_id,
      {
        version,
        profileVersion,
        layout,
        scoring,
        variant: variant ?? undefined,
        explored: explored?.split(BETWEEN_IDS) ?? [],
      },
    ]),
  );
}
