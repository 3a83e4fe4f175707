import { BETWEEN_IDS } from '@jophiel/contracts';
import { type Executor, readBinaryDoubles } from '@jophiel/postgres';
import type { UserSignals } from '../core/user-signals.ts';

/** The code of the first interaction's letter; no letter is a control character. */
const FIRST_LETTER = 64;

/**
 * The signals of these users, those that count in a taste. A user is one row of columns: a row for each signal would take
 * several times as long to read.
 * @param counting names of the interactions that add to a taste
 */
export async function loadSignals(
  executor: Executor,
  userIds: readonly string[],
  counting: readonly string[],
): Promise<UserSignals[]> {
  const rows = await executor.query<{
    user_id: string;
    sample_ids: string;
    letters: string;
    amounts: Buffer;
    times: Buffer;
  }>({
    name: 'load-signals',
    text: `SELECT user_id, string_agg(sample_id, '${BETWEEN_IDS}') AS sample_ids,
             string_agg(chr(${FIRST_LETTER} + array_position($2::text[], interaction)), '') AS letters,
             array_send(array_agg(amount)) AS amounts,
             array_send(array_agg((extract(epoch FROM at) * 1000)::float8)) AS times
           FROM user_signals
           WHERE user_id = ANY ($1::text[]) AND amount <> 0 AND interaction = ANY ($2::text[])
           GROUP BY user_id`,
    values: [userIds, counting],
  });
  return rows.map((row) => ({
    userId: row.user_id,
    sampleIds: row.sample_ids.split(BETWEEN_IDS),
    interactions: Array.from(row.letters, (letter) => counting[letter.codePointAt(0)! - FIRST_LETTER - 1]!),
    amounts: readBinaryDoubles(row.amounts),
    times: readBinaryDoubles(row.times),
  }));
}

/** A count up to here takes a moment; one of many millions may take longer than a statement is given. */
const MAX_COUNTED = 1_000_000;

/** How many signals there are: exactly if they are few, otherwise what the planner assumes. */
export async function estimateSignals(executor: Executor, maxCounted = MAX_COUNTED): Promise<number> {
  const [plan] = await executor.query<{ 'QUERY PLAN': readonly [{ Plan: { 'Plan Rows': number } }] }>({
    text: 'EXPLAIN (FORMAT JSON) SELECT FROM user_signals',
  });
  const assumed = plan!['QUERY PLAN'][0].Plan['Plan Rows'];
  if (assumed > maxCounted) return assumed;
  const [counted] = await executor.query<{ signals: number }>({
    text: 'SELECT count(*) AS signals FROM (SELECT FROM user_signals LIMIT $1) AS counted',
    values: [maxCounted],
  });
  return counted!.signals;
}
