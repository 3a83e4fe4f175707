import type { Outcome } from '../run.ts';
import { rebuiltIn, rebuiltProfiles } from './rebuilt-profiles.ts';
import { type CommandRun, findStack, print, request, waitUntilHandled } from '@jophiel/local';

/** Rebuilds users' profiles from the log, and then their feeds. */
export async function userRecalc(userIds: readonly string[], _options: object, command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const before = await rebuiltProfiles(stack);
  const answer = await request<{ users: number }>('POST', `${stack.services.profile}/v1/profiles/rebuild`, {
    user_ids: userIds,
  });
  await waitUntilHandled(stack, (_left, samples) => command.done(Math.min(rebuiltIn(samples) - before, answer.users)));
  command.done(answer.users);
  print(`${answer.users} profiles rebuilt from the log, and their feeds recomputed`);
  return { users: answer.users };
}
