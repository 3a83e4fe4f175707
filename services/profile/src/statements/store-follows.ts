import type { Executor } from '@jophiel/postgres';
import type { Follow } from '@jophiel/taste';

export async function storeFollows(transaction: Executor, follows: readonly Follow[]): Promise<void> {
  if (follows.length === 0) return;
  await transaction.execute({
    name: 'store-follows',
    text: `INSERT INTO user_follows (user_id, creator_id, active, at, event_id)
           SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::timestamptz[], $5::uuid[])
           ON CONFLICT (user_id, creator_id) DO UPDATE SET active = excluded.active, at = excluded.at, event_id = excluded.event_id`,
    values: [
      follows.map(({ userId }) => userId),
      follows.map(({ creatorId }) => creatorId),
      follows.map(({ active }) => active),
      follows.map(({ at }) => new Date(at)),
      follows.map(({ eventId }) => eventId),
    ],
  });
}
