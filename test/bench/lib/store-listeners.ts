import type { Database } from '@jophiel/postgres';
import type { Listener } from '@jophiel/scoring';
import { encodeTaste } from '@jophiel/vectors';

const AT_ONCE = 1_000;

/** Stores tastes, follows and decisions as the profile service does, without events. */
export async function storeListeners(
  database: Database,
  listeners: readonly Listener[],
  { layout, decision }: { readonly layout: string; readonly decision: string },
): Promise<void> {
  for (let from = 0; from < listeners.length; from += AT_ONCE) {
    const some = listeners.slice(from, from + AT_ONCE);
    await database.execute({
      text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums, taste)
             SELECT user_id, 1, $2, '{}', '{}', decode(taste, 'hex') FROM unnest($1::text[], $3::text[]) AS listener (user_id, taste)`,
      values: [
        some.map(({ userId }) => userId),
        layout,
        some.map(({ taste }) => (taste === undefined ? null : encodeTaste(taste).toString('hex'))),
      ],
    });
    const followed = pairs(some, ({ followedCreators }) => followedCreators);
    await database.execute({
      text: `INSERT INTO user_follows SELECT user_id, creator_id, true, now(), gen_random_uuid()
             FROM unnest($1::text[], $2::text[]) AS follow (user_id, creator_id)`,
      values: followed,
    });
    const decided = pairs(some, ({ decided: samples }) => samples);
    await database.execute({
      text: `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
             SELECT user_id, sample_id, $3, 1, now(), gen_random_uuid(), false
             FROM unnest($1::text[], $2::text[]) AS signal (user_id, sample_id)`,
      values: [...decided, decision],
    });
  }
  await database.execute({ text: 'ANALYZE user_taste_profiles, user_follows, user_signals' });
}

function pairs(listeners: readonly Listener[], valuesOf: (listener: Listener) => ReadonlySet<string>) {
  const rows = listeners.flatMap((listener) =>
    [...valuesOf(listener)].map((value) => [listener.userId, value] as const),
  );
  return [rows.map(([userId]) => userId), rows.map(([, value]) => value)];
}
