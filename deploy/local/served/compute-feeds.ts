import { setTimeout as sleep } from 'node:timers/promises';
import { request } from '../stack/request.ts';
import { Progress } from '../terminal/index.ts';
import type { TemporaryStack } from '../temporary-stack.ts';
import { readByScorers } from './read-by-scorers.ts';

interface BatchRun {
  readonly run_id: string;
  readonly finished_at: string | null;
  readonly users: number;
  readonly done: number;
}

/**
 * Computes all feeds with the popularity of now. A batch stores popularity when it begins, and scorers read it later: so
 * the feeds of a first run may stand on an older one, or on none, and a second run makes those that are measured.
 */
export async function computeFeeds({ services: { scorer } }: Pick<TemporaryStack, 'services'>): Promise<void> {
  await runBatch(scorer, 'popularity');
  await readByScorers();
  await runBatch(scorer, 'feeds');
}

/** Runs a batch over everybody to its end. */
async function runBatch(scorer: string, what: string): Promise<void> {
  const progress = new Progress(what);
  let run = await request<BatchRun>('POST', `${scorer}/v1/batch?everyone=true`);
  while (run.finished_at === null) {
    await sleep(100);
    run = await request<BatchRun>('GET', `${scorer}/v1/batch/${run.run_id}`);
    progress.show(run.done, run.users);
  }
  progress.end(`${run.users} feeds computed`);
}
