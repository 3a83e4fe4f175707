import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, ofAnyLength } from '@jophiel/postgres';
import { decodeTaste } from '@jophiel/vectors';
import type { Listener, ScoringOptions } from '@jophiel/scoring';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly taste: Buffer | null;
  readonly layout: string;
  readonly followed: string | null;
  readonly decided: string | null;
}

/**
 * Users with their tastes, follows and decisions. A decision on a copy counts for its original. A taste of another
 * layout counts as none.
 */
export async function loadListeners(
  executor: Executor,
  userIds: readonly string[],
  { layout, definitive }: Pick<ScoringOptions, 'layout' | 'definitive'>,
): Promise<Listener[]> {
  const rows = await executor.query<Row>({
    name: 'load-listeners',
    text: `SELECT user_id, version, taste, layout,
             (SELECT string_agg(creator_id, '${BETWEEN_IDS}') FROM user_follows AS follow
              WHERE follow.user_id = profile.user_id AND active) AS followed,
             (SELECT string_agg(coalesce((SELECT duplicate_of FROM sample_vectors AS sample
                                          WHERE sample.sample_id = signal.sample_id), signal.sample_id), '${BETWEEN_IDS}')
              FROM user_signals AS signal
              WHERE signal.user_id = profile.user_id AND signal.interaction = ANY (${ofAnyLength('$2')}) AND signal.amount > 0
             ) AS decided
           FROM user_taste_profiles AS profile WHERE user_id = ANY (${ofAnyLength('$1')})`,
    values: [userIds, definitive],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    profileVersion: row.version,
    taste: row.taste === null || row.layout !== layout.id ? undefined : decodeTaste(row.taste, layout.dimensions),
    followedCreators: new Set(row.followed?.split(BETWEEN_IDS)),
    decided: new Set(row.decided?.split(BETWEEN_IDS)),
  }));
}
