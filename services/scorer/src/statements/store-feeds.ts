import { BETWEEN_IDS } from '@jophiel/contracts';
import { binaryDoubles, type Executor } from '@jophiel/postgres';
import { LEARNED_NUMBERS, learnedNumbers, type RankedItem } from '@jophiel/scoring';
import type { NewFeed } from '../core/stored-feed.ts';

/**
 * Replaces whole feeds, each only if the stored version is the one that the new feed replaces.
 * @returns the users whose feed was replaced
 */
export async function storeFeeds(executor: Executor, feeds: readonly NewFeed[]): Promise<Set<string>> {
  if (feeds.length === 0) return new Set();
  const all = feeds.flatMap(({ items }) => items);
  const ends = endsOf(feeds);
  const rows = await executor.query<{ user_id: string }>({
    name: 'store-feeds',
    text: `INSERT INTO user_feed_recommendations AS stored
             (user_id, version, profile_version, layout, scoring, variant, generated_at, ranked_at, sample_ids, scores,
              score_final, diversity, learned, exploration)
           SELECT user_id, replaces + 1, profile_version, layout, scoring, variant, generated_at, ranked_at,
             string_to_array(sample_ids, '${BETWEEN_IDS}'), ($10::float8[])[first:last], ($11::float8[])[first:last],
             CASE WHEN is_varied THEN ($12::float8[])[first:last] ELSE '{}' END,
             CASE WHEN is_learned THEN ($16::float8[])[${LEARNED_NUMBERS} * (first - 1) + 1:${LEARNED_NUMBERS} * last] ELSE '{}' END,
             CASE WHEN is_explored THEN ($18::float8[])[first:last] ELSE '{}' END
           FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
               $8::timestamptz[], $9::text[], $13::int[], $14::int[], $15::boolean[], $17::boolean[], $19::boolean[])
             AS new (user_id, replaces, profile_version, layout, scoring, variant, generated_at, ranked_at, sample_ids,
               first, last, is_varied, is_learned, is_explored)
           ORDER BY user_id COLLATE "C"
           ON CONFLICT (user_id) DO UPDATE
             SET version = excluded.version, profile_version = excluded.profile_version, layout = excluded.layout,
                 scoring = excluded.scoring, variant = excluded.variant, generated_at = excluded.generated_at,
                 ranked_at = excluded.ranked_at, sample_ids = excluded.sample_ids, scores = excluded.scores,
                 score_final = excluded.score_final, diversity = excluded.diversity, learned = excluded.learned,
                 exploration = excluded.exploration
             WHERE stored.version = excluded.version - 1
           RETURNING user_id`,
    values: [
      feeds.map(({ userId }) => userId),
      feeds.map(({ replaces }) => replaces),
      feeds.map(({ profileVersion }) => profileVersion),
      feeds.map(({ layout }) => layout),
      feeds.map(({ scoring }) => scoring),
      feeds.map(({ variant }) => variant ?? null),
      feeds.map(({ generatedAt }) => generatedAt),
      feeds.map(({ rankedAt }) => rankedAt),
      feeds.map(({ items }) => items.map(({ sampleId }) => sampleId).join(BETWEEN_IDS)),
      // unnest cannot take arrays of arrays: one array for all feeds, of which each row takes a slice.
      binaryDoubles(all.map(({ score }) => score)),
      binaryDoubles(all.map(({ scoreFinal }) => scoreFinal)),
      binaryDoubles(all.map(({ diversity }) => diversity ?? 0)),
      feeds.map(({ items }, index) => ends[index]! - items.length + 1),
      ends,
      feeds.map(({ items }) => items.some(({ diversity }) => diversity !== undefined)),
      binaryDoubles(all.some(isLearned) ? all.flatMap(({ learned }) => learnedNumbers(learned)) : []),
      feeds.map(({ items }) => items.some(isLearned)),
      binaryDoubles(all.some(isExplored) ? all.map(({ exploration }) => exploration ?? 0) : []),
      feeds.map(({ items }) => items.some(isExplored)),
    ],
  });
  return new Set(rows.map((row) => row.user_id));
}

const isLearned = ({ learned }: RankedItem): boolean => learned !== undefined;
const isExplored = ({ exploration }: RankedItem): boolean => exploration !== undefined;

/** For each feed, the position of its last item among the items of all feeds, from 1. */
function endsOf(feeds: readonly NewFeed[]): number[] {
  let end = 0;
  return feeds.map(({ items }) => (end += items.length));
}
