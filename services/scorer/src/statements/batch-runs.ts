import type { Executor } from '@jophiel/postgres';

export interface BatchRun {
  readonly run_id: string;
  readonly requested_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly users: number;
  readonly done: number;
  /** Users of finished chunks whose feed changed. */
  readonly changed: number;
  readonly reasons: Record<string, number>;
}

export async function openBatchRun(transaction: Executor, runId: string, requestedAt: Date): Promise<boolean> {
  const count = await transaction.execute({
    text: `INSERT INTO batch_runs (run_id, requested_at, reasons) VALUES ($1, $2, '{}') ON CONFLICT DO NOTHING`,
    values: [runId, requestedAt],
  });
  return count > 0;
}

export async function planBatchRun(
  transaction: Executor,
  runId: string,
  reasons: Readonly<Record<string, number>>,
  now: Date,
): Promise<void> {
  const users = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  await transaction.execute({
    text: `INSERT INTO batch_runs (run_id, requested_at, started_at, finished_at, users, reasons)
           VALUES ($1, $2::timestamptz, $2::timestamptz, CASE WHEN $3::int = 0 THEN $2::timestamptz END, $3::int, $4)
           ON CONFLICT (run_id) DO UPDATE SET started_at = excluded.started_at, users = excluded.users, reasons = excluded.reasons, finished_at = excluded.finished_at`,
    values: [runId, now, users, JSON.stringify(reasons)],
  });
}

export async function advanceBatchRun(
  transaction: Executor,
  runId: string,
  { done, changed }: Pick<BatchRun, 'done' | 'changed'>,
  now: Date,
): Promise<BatchRun | undefined> {
  const [run] = await transaction.query<BatchRun>({
    name: 'advance-batch-run',
    text: `UPDATE batch_runs SET done = done + $2::int, changed = changed + $3::int,
             finished_at = CASE WHEN done + $2::int >= users THEN $4::timestamptz END
           WHERE run_id = $1 RETURNING *`,
    values: [runId, done, changed, now],
  });
  return run;
}

export async function loadBatchRun(executor: Executor, runId: string): Promise<BatchRun | undefined> {
  const [row] = await executor.query<BatchRun>({
    text: 'SELECT * FROM batch_runs WHERE run_id = $1',
    values: [runId],
  });
  return row;
}
