import type { Executor } from '@jophiel/postgres';
import { decodeTaste, type Layout } from '@jophiel/vectors';

export interface StoredTaste {
  /** Length 1. */
  readonly taste: Float32Array;
  readonly version: number;
  /** Epoch ms; older interactions count less. */
  readonly at: number;
}

/** Undefined without a taste of the current layout. */
export async function loadTaste(executor: Executor, userId: string, layout: Layout): Promise<StoredTaste | undefined> {
  const [row] = await executor.query<{ taste: Buffer; version: number; at: Date }>({
    name: 'load-taste',
    text: `SELECT taste, version, greatest(updated_at, as_of) AS at
           FROM user_taste_profiles WHERE user_id = $1 AND layout = $2 AND taste IS NOT NULL`,
    values: [userId, layout.id],
  });
  if (row === undefined) return undefined;
  return { taste: decodeTaste(row.taste, layout.dimensions), version: row.version, at: row.at.getTime() };
}
