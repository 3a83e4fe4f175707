import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';

/** Puts samples on a board, or with an amount of 0 takes them off, as the profile service records it. */
export async function putOnBoard(
  database: Database,
  boardId: number,
  sampleIds: readonly number[],
  { amount = 1, userId = '1' }: { readonly amount?: number; readonly userId?: string } = {},
): Promise<void> {
  await database.execute({
    text: `INSERT INTO user_signals (user_id, sample_id, interaction, collection_id, amount, at, event_id, pending)
           SELECT $5, sample_id, 'add_to_board', $1, $3, now(), $4, false FROM unnest($2::text[]) AS sample_id
           ON CONFLICT (user_id, sample_id, interaction, collection_id) DO UPDATE SET amount = excluded.amount`,
    values: [String(boardId), sampleIds.map(String), amount, randomUUID(), userId],
  });
}
