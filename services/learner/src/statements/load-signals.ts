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
    text: `SELECT user_id, string_agg(sample_id, chr(31)) AS sample_ids,
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

export async function countSignals(executor: Executor): Promise<number> {
  const [row] = await executor.query<{ signals: number }>({ text: 'SELECT count(*) AS signals FROM user_signals' });
  return row!.signals;
}
