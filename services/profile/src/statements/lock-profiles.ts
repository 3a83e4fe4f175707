import { type Executor, ofAnyLength } from '@jophiel/postgres';
import type { TasteProfile } from '@jophiel/taste';
import { type DecayedSums, decodeSums, emptySums } from '@jophiel/vectors';

interface Row {
  readonly user_id: string;
  readonly version: number;
  readonly layout: string;
  readonly as_of: Date | null;
  readonly half_lives: number[];
  /** PostgreSQL's text form of an array of bytea: the driver would parse it character by character. */
  readonly sums: string;
  readonly reaction_since: Date | null;
  readonly reaction_count: number;
}

interface Layout {
  readonly layout: string;
  readonly dimensions: number;
}

/**
 * Locks users' profiles for this transaction and creates missing ones. Creates all first, then locks in the order of
 * ids, and locks none while one is missing: a transaction that held some locks and waited for another one to create a
 * row could deadlock with it.
 */
export async function lockProfiles(
  transaction: Executor,
  userIds: readonly string[],
  layout: Layout,
): Promise<Map<string, TasteProfile>> {
  const lock = async () => profilesOf(await lockRowsOfAll(transaction, userIds), layout);
  let profiles = await lock();
  // Fewer rows when a user was erased in between.
  while (profiles.size < userIds.length)
    [, profiles] = await Promise.all([createRows(transaction, userIds, layout.layout), lock()]);
  return profiles;
}

export async function lockKnownProfiles(
  transaction: Executor,
  userIds: readonly string[],
  layout: Layout,
): Promise<Map<string, TasteProfile>> {
  return profilesOf(await lockRows(transaction, userIds), layout);
}

/** Deletes profiles that were created for locking and never stored. */
export async function dropUnstored(transaction: Executor, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await transaction.execute({
    text: 'DELETE FROM user_taste_profiles WHERE user_id = ANY ($1) AND version = 0',
    values: [userIds],
  });
}

const COLUMNS = 'user_id, version, layout, as_of, half_lives, sums::text AS sums, reaction_since, reaction_count';

/** All rows, or none when one is missing. */
async function lockRowsOfAll(transaction: Executor, userIds: readonly string[]): Promise<Row[]> {
  return transaction.query<Row>({
    name: 'lock-all-profiles',
    text: `SELECT ${COLUMNS} FROM user_taste_profiles WHERE user_id = ANY (${ofAnyLength('$1')})
             AND (SELECT count(*) FROM user_taste_profiles WHERE user_id = ANY (${ofAnyLength('$1')})) = $2
           ORDER BY user_id FOR UPDATE`,
    values: [userIds, userIds.length],
  });
}

async function lockRows(transaction: Executor, userIds: readonly string[]): Promise<Row[]> {
  return transaction.query<Row>({
    name: 'lock-profiles',
    text: `SELECT ${COLUMNS} FROM user_taste_profiles WHERE user_id = ANY (${ofAnyLength('$1')}) ORDER BY user_id FOR UPDATE`,
    values: [userIds],
  });
}

async function createRows(transaction: Executor, userIds: readonly string[], layout: string): Promise<void> {
  await transaction.execute({
    name: 'create-profiles',
    text: `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
           SELECT user_id, 0, $2, '{}', '{}' FROM unnest($1::text[]) AS user_id ORDER BY user_id COLLATE "C" ON CONFLICT DO NOTHING`,
    values: [userIds, layout],
  });
}

function profilesOf(rows: readonly Row[], { dimensions }: Layout): Map<string, TasteProfile> {
  return new Map(rows.map((row) => [row.user_id, profileOf(row, dimensions)]));
}

function profileOf(row: Row, dimensions: number): TasteProfile {
  return {
    userId: row.user_id,
    version: row.version,
    layout: row.layout,
    sums: sumsOf(row, dimensions),
    reaction:
      row.reaction_since === null ? undefined : { since: row.reaction_since.getTime(), count: row.reaction_count },
  };
}

function sumsOf({ as_of, half_lives, sums }: Row, dimensions: number): DecayedSums {
  if (as_of === null) return emptySums();
  const bytes = sums.matchAll(/"\\\\x([0-9a-f]*)"/g).map(([, hex]) => Buffer.from(hex!, 'hex'));
  const byHalfLife = new Map(bytes.map((sum, index) => [half_lives[index]!, decodeSums(sum, dimensions)] as const));
  return { asOf: as_of.getTime(), byHalfLife };
}
