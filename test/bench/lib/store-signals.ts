import type { Database } from '@jophiel/postgres';

const SIGNALS_A_USER = 50;
const USERS_AT_ONCE = 5_000;

/**
 * Stores random likes of the whole catalogue, some fifty a user. A user likes mostly samples of a region of their own,
 * and, as on a platform, few samples much more often than others.
 * @param onProgress called with the number of users done
 */
export async function storeRandomSignals(
  database: Database,
  { signals, layout }: { readonly signals: number; readonly layout: string },
  onProgress: (users: number, all: number) => void,
): Promise<void> {
  const users = Math.ceil(signals / SIGNALS_A_USER);
  for (let from = 0; from < users; from += USERS_AT_ONCE) {
    const count = Math.min(USERS_AT_ONCE, users - from);
    await database.transaction(async (transaction) => {
      await transaction.query({ text: 'SELECT setseed($1)', values: [((from / USERS_AT_ONCE) % 1_000) / 1_000] });
      await transaction.execute({
        text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
               SELECT 'listener-' || u, 1, $3, '{}', '{}' FROM generate_series($1::int, $1::int + $2::int - 1) AS u`,
        values: [from, count, layout],
      });
      await transaction.execute({
        text: `WITH numbered AS MATERIALIZED (
                 SELECT sample_id, (row_number() OVER (ORDER BY sample_id) - 1)::int AS place FROM sample_vectors),
               size AS MATERIALIZED (SELECT count(*)::int AS samples FROM numbered),
               liked AS MATERIALIZED (
                 SELECT DISTINCT 'listener-' || u AS user_id,
                   CASE WHEN random() < .7
                     THEN (('x' || md5(u::text))::bit(24)::int % 200 * (samples / 200)
                           + floor(samples / 200 * random() * random()))::int
                     ELSE floor(samples * random() * random() * random())::int END AS place
                 FROM size, generate_series($1::int, $1::int + $2::int - 1) AS u, generate_series(1, $3::int))
               INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
               SELECT user_id, sample_id, 'like', 1, now(), gen_random_uuid(), false
               FROM liked JOIN numbered USING (place)`,
        values: [from, count, SIGNALS_A_USER],
      });
    });
    onProgress(from + count, users);
  }
  await database.execute({ text: 'VACUUM ANALYZE user_signals' });
}
