import type { Outcome } from '../run.ts';
import { rebuiltIn, rebuiltProfiles } from './rebuilt-profiles.ts';
import {
  type CommandRun,
  consumingServices,
  findStack,
  print,
  Progress,
  readMetrics,
  request,
  table,
  waitUntilHandled,
} from '@jophiel/local';

/** Replays the events of the log, or the dead letters. */
export async function eventsReplay(
  { deadLetters }: { readonly deadLetters: boolean },
  command: CommandRun,
): Promise<Outcome> {
  return deadLetters ? replayDeadLetters(command) : replayLog(command);
}

async function replayLog(command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const drifted = async () => {
    const samples = await readMetrics(stack.services.profile);
    return samples
      .filter(({ name }) => name === 'jophiel_profile_drift_total')
      .reduce((sum, { value }) => sum + value, 0);
  };
  const [before, rebuilt] = [await drifted(), await rebuiltProfiles(stack)];
  const { users } = await request<{ users: number }>('POST', `${stack.services.profile}/v1/profiles/rebuild`, {});
  const progress = new Progress('replaying');
  await waitUntilHandled(stack, (left, samples) => {
    command.done(Math.min(rebuiltIn(samples) - rebuilt, users));
    progress.show(0, undefined, `${left} chunks left`);
  });
  command.done(users);
  const newlyDrifted = (await drifted()) - before;
  progress.end(`${users} profiles rebuilt from the log; ${newlyDrifted} had drifted from it`);
  return { users, drifted: newlyDrifted };
}

async function replayDeadLetters(command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const rows: [string, number][] = [];
  for (const name of consumingServices) {
    const { replayed } = await request<{ replayed: number }>('POST', `${stack.services[name]}/dead-letters/replay`);
    rows.push([name, replayed]);
    command.done(rows.reduce((sum, [, letters]) => sum + letters, 0));
  }
  print(table(['service', 'dead letters replayed'], rows));
  return { dead_letters: Object.fromEntries(rows) };
}
