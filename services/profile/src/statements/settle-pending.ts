import type { Executor } from '@jophiel/postgres';

export async function settlePending(transaction: Executor, userIds: readonly string[], layout: string): Promise<void> {
  await transaction.execute({
    name: 'settle-pending',
    text: `UPDATE user_signals AS signal SET pending = false FROM sample_vectors AS sample
           WHERE signal.user_id = ANY ($1) AND signal.pending
             AND sample.sample_id = signal.sample_id AND sample.vector IS NOT NULL AND sample.layout = $2`,
    values: [userIds, layout],
  });
}
