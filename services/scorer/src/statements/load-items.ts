import type { Executor } from '@jophiel/postgres';
import type { RankedItem } from '@jophiel/scoring';

/** Between two ids: a character that no id has. */
const BETWEEN = '\u001f';

/** The items of users' feeds. As texts: reading arrays takes the driver longer than all the rest. */
export async function loadItems(executor: Executor, userIds: readonly string[]): Promise<Map<string, RankedItem[]>> {
  if (userIds.length === 0) return new Map();
  const rows = await executor.query<{ user_id: string; ids: string; scores: string }>({
    name: 'load-items',
    text: `SELECT user_id, array_to_string(sample_ids, '${BETWEEN}') AS ids, array_to_string(scores, ',') AS scores
           FROM user_feed_recommendations WHERE user_id = ANY ($1) AND sample_ids <> '{}'`,
    values: [userIds],
  });
  return new Map(
    rows.map(({ user_id, ids, scores }) => {
      const numbers = scores.split(',');
      return [user_id, ids.split(BETWEEN).map((sampleId, index) => ({ sampleId, score: Number(numbers[index]) }))];
    }),
  );
}
