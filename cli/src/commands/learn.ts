import { setTimeout as sleep } from 'node:timers/promises';
import { type CommandRun, findStack, Progress, request } from '@jophiel/local';
import type { Outcome } from '../run.ts';

interface Pass {
  readonly pass_id: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly sample_rate: number;
  readonly signals: number;
  readonly items: number;
  readonly solved: number;
  readonly changed: number;
  readonly stage: { readonly name: string; readonly done: number; readonly total: number } | null;
}

/** Starts a learning pass and shows its progress. */
export async function learn(_: object, command: CommandRun): Promise<Outcome> {
  const { learner } = findStack().services;
  let pass = await request<Pass>('POST', `${learner}/v1/learning/passes`);
  const progress = new Progress('learn');
  while (pass.finished_at === null) {
    await sleep(200);
    pass = await request<Pass>('GET', `${learner}/v1/learning/passes/${pass.pass_id}`);
    command.done(pass.solved);
    const { name, done, total } = pass.stage ?? { name: 'waits', done: 0, total: 0 };
    progress.show(
      done,
      total === 0 ? undefined : total,
      `${name}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    );
  }
  const [solved, changed, signals] = [pass.solved, pass.changed, pass.signals].map((n) => n.toLocaleString('en'));
  progress.end(`${solved} samples learned from ${signals} signals, the weights of ${changed} changed`);
  const { pass_id, sample_rate, items } = pass;
  return { pass_id, sample_rate, signals: pass.signals, items, solved: pass.solved, changed: pass.changed };
}
