import type { Executor } from '@jophiel/postgres';
import { decodeTaste, type Layout } from '@jophiel/vectors';

/** A user's taste as it is stored. */
export interface StoredTaste {
  /** Length 1. */
  readonly taste: Float32Array;
  readonly version: number;
  /** Epoch ms as of which the interactions count in it, older ones less. */
  readonly at: number;
}

/** Undefined when there is none, or one of another layout that is being made anew. */
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
