import { type Executor, ofAnyLength } from '@jophiel/postgres';
import { decay } from '@jophiel/vectors';
import type { Exposures } from '@jophiel/scoring';

interface Row {
  readonly user_id: string;
  readonly sample_id: string;
  readonly interaction: string;
  readonly amount: number;
  readonly at: Date;
}

/**
 * How often users were shown samples that they then ignored, by user and sample, with older times counting less. Only
 * amounts high enough to fade; amounts only fall over time.
 */
export async function loadShown(
  executor: Executor,
  userIds: readonly string[],
  { halfLives, after, clearedBy }: Exposures,
  now: Date,
): Promise<Map<string, Map<string, number>>> {
  const rows = await executor.query<Row>({
    name: 'load-shown',
    text: `SELECT user_id, sample_id, interaction, amount, at FROM user_signals AS shown
           WHERE user_id = ANY (${ofAnyLength('$1')}) AND interaction = ANY (${ofAnyLength('$2')}) AND amount > $3 AND NOT EXISTS (
             SELECT FROM user_signals AS done
             WHERE done.user_id = shown.user_id AND done.sample_id = shown.sample_id
               AND done.interaction = ANY (${ofAnyLength('$4')}) AND done.amount > 0
           )`,
    values: [userIds, [...halfLives.keys()], after, clearedBy],
  });
  const byUser = new Map<string, Map<string, number>>();
  for (const { user_id, sample_id, interaction, amount, at } of rows) {
    const shown = byUser.get(user_id) ?? new Map<string, number>();
    const age = Math.max(now.getTime() - at.getTime(), 0);
    shown.set(sample_id, (shown.get(sample_id) ?? 0) + amount * decay(age, halfLives.get(interaction)!));
    byUser.set(user_id, shown);
  }
  return byUser;
}
