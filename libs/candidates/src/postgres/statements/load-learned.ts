import type { LearnedItem } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';

/** An item, and the transaction that changed it. */
export interface ReadItem extends LearnedItem {
  readonly learnedIn: string;
}

export interface LearnedPage {
  readonly items: readonly ReadItem[];
  /** The oldest transaction that had not ended when the page was read: later changes are of it or of younger ones. */
  readonly oldestOpen: string;
}

/** The next items after a number whose weights were changed by a transaction or a younger one. */
export async function loadLearned(
  executor: Executor,
  since: string,
  after: number,
  limit: number,
): Promise<LearnedPage> {
  const rows = await executor.query<{
    oldest_open: string;
    sample_id: string | null;
    number: number;
    weights: Buffer | null;
    learned_in: string;
  }>({
    name: 'load-learned',
    text: `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_open, learned.*
           FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
             SELECT sample_id, number, weights, learned_in::text AS learned_in FROM learned_weights
             WHERE learned_in >= $1::text::xid8 AND number > $2 ORDER BY number LIMIT $3
           ) AS learned ON true`,
    values: [since, after, limit],
  });
  return {
    items: rows.flatMap(({ sample_id, number, weights, learned_in: learnedIn }) =>
      sample_id === null ? [] : [{ sampleId: sample_id, number, weights, learnedIn }],
    ),
    oldestOpen: rows[0]!.oldest_open,
  };
}
