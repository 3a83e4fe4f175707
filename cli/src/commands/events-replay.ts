import { consumingServices, findStack } from '../stack/stack.ts';
import { request } from '../stack/request.ts';
import { waitUntilHandled } from '../stack/wait-until-handled.ts';
import { readMetrics } from '../stack/metrics.ts';
import { print, Progress, table } from '../terminal/index.ts';

/** Puts the events of the log, or the dead letters, through once more. */
export async function eventsReplay({ deadLetters }: { readonly deadLetters: boolean }): Promise<void> {
  if (deadLetters) await replayDeadLetters();
  else await replayLog();
}

async function replayLog(): Promise<void> {
  const stack = findStack();
  const drifted = async () => {
    const samples = await readMetrics(stack.services.profile);
    return samples
      .filter(({ name }) => name === 'jophiel_profile_drift_total')
      .reduce((sum, { value }) => sum + value, 0);
  };
  const before = await drifted();
  const { users } = await request<{ users: number }>('POST', `${stack.services.profile}/v1/profiles/rebuild`, {});
  const progress = new Progress('replaying');
  await waitUntilHandled(stack, (left) => progress.show(0, undefined, `${left} pieces of work left`));
  progress.end(`${users} profiles rebuilt from the log; ${(await drifted()) - before} had drifted from it`);
}

async function replayDeadLetters(): Promise<void> {
  const stack = findStack();
  const rows: [string, number][] = [];
  for (const name of consumingServices) {
    const { replayed } = await request<{ replayed: number }>('POST', `${stack.services[name]}/dead-letters/replay`);
    rows.push([name, replayed]);
  }
  print(table(['service', 'dead letters replayed'], rows));
}
