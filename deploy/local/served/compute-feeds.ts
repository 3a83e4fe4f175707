import { setTimeout as sleep } from 'node:timers/promises';
import { request } from '../stack/request.ts';
import { Progress } from '../terminal/index.ts';
import type { TemporaryStack } from '../temporary-stack.ts';

interface BatchRun {
  readonly run_id: string;
  readonly finished_at: string | null;
  readonly users: number;
  readonly done: number;
}

/** A batch run over everybody, to its end. */
export async function computeFeeds({ services: { scorer } }: TemporaryStack): Promise<void> {
  const progress = new Progress('feeds');
  let run = await request<BatchRun>('POST', `${scorer}/v1/batch?everyone=true`);
  while (run.finished_at === null) {
    await sleep(100);
    run = await request<BatchRun>('GET', `${scorer}/v1/batch/${run.run_id}`);
    progress.show(run.done, run.users);
  }
  progress.end(`${run.users} feeds`);
}
