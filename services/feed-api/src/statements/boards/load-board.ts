import type { Executor } from '@jophiel/postgres';

/** The samples on a board, those put there last first; none for a board of which nobody has heard. */
export async function loadBoard(executor: Executor, boardId: string, most: number): Promise<string[]> {
  const rows = await executor.query<{ sample_id: string }>({
    name: 'load-board',
    text: `SELECT sample_id FROM user_signals WHERE collection_id = $1 AND collection_id <> '' AND amount > 0
           GROUP BY sample_id ORDER BY max(at) DESC, sample_id LIMIT $2`,
    values: [boardId, most],
  });
  return rows.map((row) => row.sample_id);
}
