import type { Executor } from '@jophiel/postgres';
import type { Listener, ScoringOptions } from '@jophiel/scoring';
import { decodeTaste } from '@jophiel/vectors';

/**
 * A user as of this moment, as the scorer sees them; undefined for one without a profile. A decision on a copy is one
 * on its original. A taste of another layout counts as none.
 */
export async function loadListener(
  executor: Executor,
  userId: string,
  { layout, definitive }: Pick<ScoringOptions, 'layout' | 'definitive'>,
): Promise<Listener | undefined> {
  const [row] = await executor.query<{
    version: number;
    taste: Buffer | null;
    layout: string;
    followed: string[] | null;
    decided: string[] | null;
  }>({
    name: 'load-listener',
    text: `SELECT version, taste, layout,
             (SELECT array_agg(creator_id) FROM user_follows AS follow WHERE follow.user_id = profile.user_id AND active) AS followed,
             (SELECT array_agg(DISTINCT coalesce(sample.duplicate_of, signal.sample_id))
              FROM user_signals AS signal LEFT JOIN sample_vectors AS sample USING (sample_id)
              WHERE signal.user_id = profile.user_id AND signal.interaction = ANY ($2) AND signal.amount > 0) AS decided
           FROM user_taste_profiles AS profile WHERE user_id = $1`,
    values: [userId, definitive],
  });
  if (row === undefined) return undefined;
  return {
    userId,
    profileVersion: row.version,
    taste: row.taste === null || row.layout !== layout.id ? undefined : decodeTaste(row.taste, layout.dimensions),
    followedCreators: new Set(row.followed ?? []),
    decided: new Set(row.decided ?? []),
  };
}
