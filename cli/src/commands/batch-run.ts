import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../run.ts';
import { type CommandRun, findStack, print, Progress, request, table } from '@jophiel/local';

interface Run {
  readonly run_id: string;
  readonly finished_at: string | null;
  readonly started_at: string | null;
  readonly users: number;
  readonly done: number;
  readonly changed: number;
  readonly reasons: Record<string, number>;
}

/** Starts a batch run and shows its progress. */
export async function batchRun({ everyone }: { readonly everyone: boolean }, command: CommandRun): Promise<Outcome> {
  const { scorer } = findStack().services;
  let run = await request<Run>('POST', `${scorer}/v1/batch?everyone=${everyone}`);
  const progress = new Progress('batch');
  while (run.finished_at === null) {
    await sleep(200);
    run = await request<Run>('GET', `${scorer}/v1/batch/${run.run_id}`);
    command.done(run.done);
    const note = `${run.done.toLocaleString('en')} of ${run.users.toLocaleString('en')} users`;
    progress.show(run.done, run.started_at === null ? undefined : run.users, note);
  }
  progress.end(`${run.users.toLocaleString('en')} feeds computed, ${run.changed.toLocaleString('en')} of them changed`);
  if (run.users > 0) print(table(['reason', 'users'], Object.entries(run.reasons)));
  return { run_id: run.run_id, users: run.users, changed: run.changed, reasons: run.reasons };
}
