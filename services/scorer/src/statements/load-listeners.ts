import type { Executor } from '@jophiel/postgres';
import { decodeTaste, type Layout } from '@jophiel/vectors';
import type { Listener } from '@jophiel/scoring';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly taste: Buffer | null;
  readonly layout: string;
  readonly followed: string[] | null;
  readonly decided: string[] | null;
}

/**
 * Users with their tastes, follows and decisions, as of this moment. A decision on a copy is one on its original. A
 * taste of another layout says nothing about the vectors of this one, and counts as none.
 */
export async function loadListeners(
  executor: Executor,
  userIds: readonly string[],
  { layout, definitive }: { readonly layout: Layout; readonly definitive: readonly string[] },
): Promise<Listener[]> {
  const rows = await executor.query<Row & Record<string, unknown>>({
    name: 'load-listeners',
    text: `SELECT user_id, version, taste, layout,
             (SELECT array_agg(creator_id) FROM user_follows AS follow WHERE follow.user_id = profile.user_id AND active) AS followed,
             (SELECT array_agg(DISTINCT coalesce(sample.duplicate_of, signal.sample_id))
              FROM user_signals AS signal LEFT JOIN sample_vectors AS sample USING (sample_id)
              WHERE signal.user_id = profile.user_id AND signal.interaction = ANY ($2) AND signal.amount > 0) AS decided
           FROM user_taste_profiles AS profile WHERE user_id = ANY ($1)`,
    values: [userIds, definitive],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    profileVersion: row.version,
    taste: row.taste === null || row.layout !== layout.id ? undefined : decodeTaste(row.taste, layout.dimensions),
    followedCreators: new Set(row.followed ?? []),
    decided: new Set(row.decided ?? []),
  }));
}
