import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { Follow } from '@jophiel/taste';

interface Row {
  readonly user_id: string;
  readonly creator_id: string;
  readonly active: boolean;
  readonly at: Date;
  readonly event_id: string;
}

export async function loadFollows(
  transaction: Executor,
  keys: readonly Pick<Follow, 'userId' | 'creatorId'>[],
): Promise<Follow[]> {
  if (keys.length === 0) return [];
  const rows = await transaction.query<Row>({
    name: 'load-follows',
    text: `SELECT follow.* FROM unnest(${ofAnyLength('$1')}, ${ofAnyLength('$2')}) AS wanted (user_id, creator_id)
           CROSS JOIN LATERAL (SELECT user_id, creator_id, active, at, event_id FROM user_follows
                               WHERE (user_id, creator_id) = (wanted.user_id, wanted.creator_id)
                               LIMIT 1) AS follow -- the limit keeps the planner from a join that reads the whole table`,
    values: [keys.map(({ userId }) => userId), keys.map(({ creatorId }) => creatorId)],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    creatorId: row.creator_id,
    active: row.active,
    at: row.at.getTime(),
    eventId: row.event_id,
  }));
}
