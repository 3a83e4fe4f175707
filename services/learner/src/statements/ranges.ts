import type { Executor } from '@jophiel/postgres';
import { RANGE_ITEMS } from '../core/ranges.ts';

export interface Lease {
  readonly range: number;
  readonly epoch: number;
  /** The last pass that learned the whole range. */
  readonly pass: number;
}

/** Adds ranges, so that every number is in one. @returns how many were missing */
export async function addRanges(executor: Executor): Promise<number> {
  return executor.execute({
    text: `INSERT INTO learner_ranges (range)
           SELECT generate_series(0, (SELECT coalesce(max(number), 0) FROM learned_weights) / $1::int)
           ON CONFLICT DO NOTHING`,
    values: [RANGE_ITEMS],
  });
}

/**
 * Says that this process lives, renews its leases and takes free ranges, as many as make an even share; further ones it
 * gives back. It waits for its own ranges while their weights are stored, which a lease must outlive.
 */
export async function leaseRanges(
  transaction: Executor,
  { holder, now, until }: { readonly holder: string; readonly now: Date; readonly until: Date },
): Promise<Lease[]> {
  await transaction.execute({
    text: `INSERT INTO learner_replicas (holder, until) VALUES ($1, $2)
           ON CONFLICT (holder) DO UPDATE SET until = excluded.until`,
    values: [holder, until],
  });
  await transaction.execute({ text: 'DELETE FROM learner_replicas WHERE until < $1', values: [now] });
  const leases = await transaction.query<Lease>({
    text: `WITH share AS (
             SELECT ceil((SELECT count(*) FROM learner_ranges)::float8 / (SELECT count(*) FROM learner_replicas))::bigint
               AS ranges),
           own AS (
             SELECT range FROM learner_ranges WHERE holder = $1::uuid
             ORDER BY range LIMIT (SELECT ranges FROM share) FOR UPDATE),
           free AS (
             SELECT range FROM learner_ranges
             WHERE holder IS DISTINCT FROM $1::uuid AND (until IS NULL OR until < $2)
             ORDER BY range LIMIT (SELECT greatest(ranges - (SELECT count(*) FROM own), 0) FROM share)
             FOR UPDATE SKIP LOCKED),
           mine AS (TABLE own UNION ALL TABLE free)
           UPDATE learner_ranges AS held
           SET holder = $1::uuid, until = $3,
             epoch = held.epoch + CASE WHEN held.holder = $1::uuid THEN 0 ELSE 1 END
           FROM mine WHERE held.range = mine.range
           RETURNING held.range, held.epoch, held.pass`,
    values: [holder, now, until],
  });
  await transaction.execute({
    text: `UPDATE learner_ranges SET holder = NULL, until = NULL WHERE holder = $1 AND range <> ALL ($2::int[])`,
    values: [holder, leases.map(({ range }) => range)],
  });
  return leases;
}

export async function releaseRanges(executor: Executor, holder: string): Promise<void> {
  await executor.execute({
    text: 'UPDATE learner_ranges SET holder = NULL, until = NULL WHERE holder = $1',
    values: [holder],
  });
  await executor.execute({ text: 'DELETE FROM learner_replicas WHERE holder = $1', values: [holder] });
}

/** Those of the leases that still hold. Their rows stay locked until the transaction ends. */
export async function heldLeases(
  transaction: Executor,
  holder: string,
  leases: readonly Lease[],
): Promise<ReadonlySet<number>> {
  const rows = await transaction.query<{ range: number }>({
    name: 'held-leases',
    text: `SELECT held.range FROM learner_ranges AS held
           JOIN unnest($2::int[], $3::bigint[]) AS mine (range, epoch) ON mine.range = held.range
           WHERE held.holder = $1 AND held.epoch = mine.epoch FOR SHARE OF held`,
    values: [holder, leases.map(({ range }) => range), leases.map(({ epoch }) => epoch)],
  });
  return new Set(rows.map(({ range }) => range));
}

export async function rangesOfOthers(
  executor: Executor,
  { holder, ranges, now }: { readonly holder: string; readonly ranges: readonly number[]; readonly now: Date },
): Promise<ReadonlySet<number>> {
  const rows = await executor.query<{ range: number }>({
    name: 'ranges-of-others',
    text: 'SELECT range FROM learner_ranges WHERE range = ANY ($2::int[]) AND holder <> $1 AND until >= $3',
    values: [holder, ranges, now],
  });
  return new Set(rows.map(({ range }) => range));
}

/** Notes that a pass has learned the whole range, if the lease still holds. */
export async function finishRange(
  executor: Executor,
  holder: string,
  { range, epoch }: Lease,
  pass: number,
): Promise<void> {
  await executor.execute({
    text: `UPDATE learner_ranges SET pass = greatest(pass, $4::bigint)
           WHERE range = $2 AND epoch = $3 AND holder = $1`,
    values: [holder, range, epoch, pass],
  });
}
