import type { Executor } from '@jophiel/postgres';
import type { NewFeed } from '../core/stored-feed.ts';

/**
 * Replaces feeds whole, each only if it is still the one that the new feed was made to replace.
 * @returns the users whose feed was replaced
 */
export async function storeFeeds(executor: Executor, feeds: readonly NewFeed[]): Promise<Set<string>> {
  if (feeds.length === 0) return new Set();
  const rows = await executor.query<{ user_id: string }>({
    name: 'store-feeds',
    text: `INSERT INTO user_feed_recommendations AS stored
             (user_id, version, profile_version, layout, scoring, variant, generated_at, ranked_at, sample_ids, scores,
              diversity)
           SELECT user_id, replaces + 1, profile_version, layout, scoring, variant, generated_at, ranked_at,
             sample_ids::text[], scores::float8[], diversity::float8[]
           FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
               $8::timestamptz[], $9::text[], $10::text[], $11::text[])
             AS new (user_id, replaces, profile_version, layout, scoring, variant, generated_at, ranked_at, sample_ids,
               scores, diversity)
           ORDER BY user_id COLLATE "C"
           ON CONFLICT (user_id) DO UPDATE
             SET version = excluded.version, profile_version = excluded.profile_version, layout = excluded.layout,
                 scoring = excluded.scoring, variant = excluded.variant, generated_at = excluded.generated_at,
                 ranked_at = excluded.ranked_at, sample_ids = excluded.sample_ids, scores = excluded.scores,
                 diversity = excluded.diversity
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
      feeds.map(({ items }) => arrayLiteral(items.map(({ sampleId }) => sampleId))),
      feeds.map(({ items }) => `{${items.map(({ score }) => score).join(',')}}`),
      feeds.map(({ items }) => diversityLiteral(items)),
    ],
  });
  return new Set(rows.map((row) => row.user_id));
}

/** Empty where variety took nothing off any item. */
function diversityLiteral(items: NewFeed['items']): string {
  const isVaried = items.some(({ diversity }) => diversity !== undefined);
  return isVaried ? `{${items.map(({ diversity }) => diversity ?? 0).join(',')}}` : '{}';
}

/** PostgreSQL's notation of a text array: arrays of arrays cannot be passed to unnest. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
}
