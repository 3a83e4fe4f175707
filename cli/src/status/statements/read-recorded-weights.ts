import type { Executor } from '@jophiel/postgres';

/** Number of interactions recorded with a weight; null without one. */
export interface RecordedWeight {
  readonly interaction: string;
  readonly weight: number | null;
  readonly events: number;
}

export interface RecordedWeights {
  /** Pages read, and pages of the log. When they differ, the counts are estimates. */
  readonly pagesRead: number;
  readonly pages: number;
  readonly weights: readonly RecordedWeight[];
}

/** 16 MiB of PostgreSQL's usual pages of 8 KiB. */
const MAX_PAGES = 2_000;

/**
 * Counts the recorded weights. Reads about `maxPages` pages at most: all of a shorter log, a random sample of a longer
 * one. The sample is the same each time, so that two runs over one log agree. It may miss weights that only a few pages
 * have.
 */
export async function readRecordedWeights(executor: Executor, maxPages = MAX_PAGES): Promise<RecordedWeights> {
  const [size] = await executor.query<{ pages: number }>({
    text: `SELECT ceil(pg_relation_size('user_interactions') / current_setting('block_size')::float8) AS pages`,
  });
  const { pages } = size!;
  const share = Math.min(1, maxPages / Math.max(1, pages));
  const rows = await executor.query<{ interaction: string; weight: number | null; events: number }>({
    text: `SELECT interaction, recorded_weight AS weight, count(*)::float8 AS events
           FROM user_interactions TABLESAMPLE SYSTEM ($1) REPEATABLE (1)
           GROUP BY interaction, recorded_weight ORDER BY interaction, recorded_weight NULLS FIRST`,
    values: [100 * share],
  });
  return {
    pagesRead: Math.min(pages, maxPages),
    pages,
    weights: rows.map((row) => ({ ...row, events: Math.round(row.events / share) })),
  };
}
