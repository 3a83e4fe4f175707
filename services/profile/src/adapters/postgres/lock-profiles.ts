import type { Executor } from '@jophiel/postgres';
import { decodeDense, type DecayedSums, emptySums } from '@jophiel/vectors';
import type { TasteProfile } from '../../core/taste-profile.ts';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly layout: string;
  readonly as_of: Date | null;
  readonly half_lives: number[];
  readonly sums: Buffer;
  readonly reaction_since: Date | null;
  readonly reaction_count: number;
}

/**
 * Takes users' profiles for this transaction alone, creating those that are missing, in the order of their ids so that
 * two batches wait instead of deadlocking.
 */
export async function lockProfiles(
  transaction: Executor,
  userIds: readonly string[],
  layout: string,
): Promise<Map<string, TasteProfile>> {
  await transaction.execute({
    name: 'create-profiles',
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
           SELECT user_id, 0, $2, '{}', '' FROM unnest($1::text[]) AS user_id ORDER BY user_id COLLATE "C" ON CONFLICT DO NOTHING`,
    values: [userIds, layout],
  });
  const rows = await transaction.query<Row & Record<string, unknown>>({
    name: 'lock-profiles',
    text: `SELECT user_id, version, layout, as_of, half_lives, sums, reaction_since, reaction_count
           FROM user_taste_profiles WHERE user_id = ANY ($1) ORDER BY user_id FOR UPDATE`,
    values: [userIds],
  });
  return new Map(rows.map((row) => [row.user_id, profileOf(row)]));
}

function profileOf(row: Row): TasteProfile {
  return {
    userId: row.user_id,
    version: row.version,
    layout: row.layout,
    sums: sumsOf(row),
    reaction:
      row.reaction_since === null ? undefined : { since: row.reaction_since.getTime(), count: row.reaction_count },
  };
}

function sumsOf({ as_of, half_lives, sums }: Row): DecayedSums {
  if (as_of === null) return emptySums();
  const all = decodeDense(sums);
  const dimensions = all.length / half_lives.length;
  const byHalfLife = new Map(
    half_lives.map((halfLife, index) => [halfLife, all.slice(index * dimensions, (index + 1) * dimensions)]),
  );
  return { asOf: as_of.getTime(), byHalfLife };
}
