import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import type { ScoredItem } from '@jophiel/scoring';

/** Ids and scores of users' feed items. As text and bytes, because the driver reads arrays slowly. */
export async function loadItems(executor: Executor, userIds: readonly string[]): Promise<Map<string, ScoredItem[]>> {
  if (userIds.length === 0) return new Map();
  const rows = await executor.query<{ user_id: string; ids: string; scores: Buffer }>({
    name: 'load-items',
    text: `SELECT user_id, array_to_string(sample_ids, '${BETWEEN_IDS}') AS ids, array_send(scores) AS scores
           FROM user_feed_recommendations WHERE user_id = ANY ($1) AND sample_ids <> '{}'`,
    values: [userIds],
  });
  return new Map(
    rows.map(({ user_id, ids, scores }) => {
      const numbers = readBinaryDoubles(scores);
      return [user_id, ids.split(BETWEEN_IDS).map((sampleId, index) => ({ sampleId, score: numbers[index]! }))];
    }),
  );
}
