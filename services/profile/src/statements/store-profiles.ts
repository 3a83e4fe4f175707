import type { Executor } from '@jophiel/postgres';
import type { TasteProfile } from '@jophiel/taste';
import { encodeSums, encodeTaste, tasteAt } from '@jophiel/vectors';

/** Writes profiles locked by this transaction, with their tastes as of now. */
export async function storeProfiles(
  transaction: Executor,
  profiles: readonly TasteProfile[],
  now: Date,
): Promise<void> {
  if (profiles.length === 0) return;
  const columns = profiles.map((profile) => columnsOf(profile, now));
  await transaction.execute({
    name: 'store-profiles',
    // All rows exist. An UPDATE would join them, and PostgreSQL would plan that for each number of rows.
    text: `INSERT INTO user_taste_profiles
             (user_id, version, layout, as_of, half_lives, sums, taste, reaction_since, reaction_count, updated_at)
           SELECT user_id, version, layout, as_of, half_lives::float8[], sums::bytea[], taste, reaction_since, reaction_count, $9
           FROM unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::bytea[], $8::timestamptz[], $10::int[])
             AS new (user_id, version, layout, as_of, half_lives, sums, taste, reaction_since, reaction_count)
           ON CONFLICT (user_id) DO UPDATE
             SET version = excluded.version, layout = excluded.layout, as_of = excluded.as_of,
                 half_lives = excluded.half_lives, sums = excluded.sums, taste = excluded.taste,
                 reaction_since = excluded.reaction_since, reaction_count = excluded.reaction_count,
                 updated_at = excluded.updated_at`,
    values: [
      profiles.map(({ userId }) => userId),
      profiles.map(({ version }) => version),
      profiles.map(({ layout }) => layout),
      columns.map(({ asOf }) => asOf),
      columns.map(({ halfLives }) => halfLives),
      columns.map(({ sums }) => sums),
      columns.map(({ taste }) => taste),
      profiles.map(({ reaction }) => (reaction === undefined ? null : new Date(reaction.since))),
      now,
      profiles.map(({ reaction }) => reaction?.count ?? 0),
    ],
  });
}

function columnsOf({ sums }: TasteProfile, now: Date) {
  const parts = [...sums.byHalfLife];
  const taste = tasteAt(sums, now.getTime());
  return {
    asOf: Number.isFinite(sums.asOf) ? new Date(sums.asOf) : null,
    halfLives: `{${parts.map(([halfLife]) => halfLife).join(',')}}`,
    // PostgreSQL's text form of an array: unnest cannot take an array of arrays.
    sums: `{${parts.map(([, sum]) => `"\\\\x${encodeSums(sum).toString('hex')}"`).join(',')}}`,
    taste: taste === undefined ? null : encodeTaste(taste),
  };
}
