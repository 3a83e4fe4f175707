import type { Executor } from '@jophiel/postgres';

export interface Pass {
  readonly pass: number;
  readonly pass_id: string;
  readonly requested_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly sample_rate: number;
  /** Signals that were read; until then, an estimate of all. */
  readonly signals: number;
  /** To be learned, by all processes. */
  readonly items: number;
  readonly solved: number;
  readonly changed: number;
}

const MAX_KEPT_PASSES = 1_000;

/** Requests a pass. @returns it, or the one that waits already: that one will learn from all signals of today, too */
export async function openPass(transaction: Executor, passId: string, now: Date): Promise<Pass> {
  for (;;) {
    // Without the condition, each request would use up a number. A unique index lets one pass wait.
    await transaction.execute({
      text: `INSERT INTO learning_passes (pass_id, requested_at)
             SELECT $1, $2::timestamptz WHERE NOT EXISTS (SELECT FROM learning_passes WHERE started_at IS NULL)
             ON CONFLICT DO NOTHING`,
      values: [passId, now],
    });
    const [pass] = await transaction.query<Pass>({
      text: 'SELECT * FROM learning_passes WHERE started_at IS NULL OR pass_id = $1 ORDER BY pass DESC LIMIT 1',
      values: [passId],
    });
    // The pass that waited may have started between the two statements.
    if (pass !== undefined) return pass;
  }
}

export async function loadPass(executor: Executor, passId: string): Promise<Pass | undefined> {
  const [pass] = await executor.query<Pass>({
    text: 'SELECT * FROM learning_passes WHERE pass_id = $1',
    values: [passId],
  });
  return pass;
}

/** The pass that is to be worked on: the oldest that is not finished. */
export async function currentPass(executor: Executor): Promise<Pass | undefined> {
  const [pass] = await executor.query<Pass>({
    name: 'current-pass',
    text: 'SELECT * FROM learning_passes WHERE finished_at IS NULL ORDER BY pass LIMIT 1',
  });
  return pass;
}

export async function newestRequest(executor: Executor): Promise<Date | undefined> {
  const [row] = await executor.query<{ requested_at: Date }>({
    name: 'newest-request',
    text: 'SELECT requested_at FROM learning_passes ORDER BY pass DESC LIMIT 1',
  });
  return row?.requested_at;
}

/** Starts a pass, once for all processes, and returns it as it is. */
export async function startPass(
  executor: Executor,
  { pass }: Pass,
  { sampleRate, signals, now }: { readonly sampleRate: number; readonly signals: number; readonly now: Date },
): Promise<Pass> {
  await executor.execute({
    text: `UPDATE learning_passes SET started_at = $2, sample_rate = $3, signals = $4,
             items = (SELECT count(*) FROM learned_weights)
           WHERE pass = $1 AND started_at IS NULL`,
    values: [pass, now, sampleRate, signals],
  });
  const [started] = await executor.query<Pass>({
    text: 'SELECT * FROM learning_passes WHERE pass = $1',
    values: [pass],
  });
  return started!;
}

export async function countSignals(executor: Executor, pass: number, signals: number): Promise<void> {
  await executor.execute({
    text: 'UPDATE learning_passes SET signals = $2 WHERE pass = $1',
    values: [pass, signals],
  });
}

export async function advancePass(
  executor: Executor,
  pass: number,
  { solved, changed }: { readonly solved: number; readonly changed: number },
): Promise<void> {
  await executor.execute({
    name: 'advance-pass',
    text: 'UPDATE learning_passes SET solved = solved + $2::int, changed = changed + $3::int WHERE pass = $1',
    values: [pass, solved, changed],
  });
}

/** Finishes a pass when it has learned all ranges. @returns whether it is finished */
export async function finishPass(executor: Executor, pass: number, now: Date): Promise<boolean> {
  const finished = await executor.execute({
    text: `UPDATE learning_passes SET finished_at = coalesce(finished_at, $2)
           WHERE pass = $1 AND NOT EXISTS (SELECT FROM learner_ranges WHERE learner_ranges.pass < $1)`,
    values: [pass, now],
  });
  if (finished > 0)
    await executor.execute({
      text: 'DELETE FROM learning_passes WHERE pass < $1 AND finished_at IS NOT NULL',
      values: [pass - MAX_KEPT_PASSES],
    });
  return finished > 0;
}
