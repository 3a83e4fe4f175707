import { SEED } from '@jophiel/domain';
import type { Executor } from '@jophiel/postgres';

/** Deletes the signals of the samples that users had chosen before. */
export async function clearSeedSignals(transaction: Executor, userIds: readonly string[]): Promise<void> {
  await transaction.execute({
    name: 'clear-seed-signals',
    text: `DELETE FROM user_signals WHERE user_id = ANY ($1) AND interaction = '${SEED}'`,
    values: [userIds],
  });
}
