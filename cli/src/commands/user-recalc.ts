import { findStack } from '../stack/stack.ts';
import { request } from '../stack/request.ts';
import { waitUntilHandled } from '../stack/wait-until-handled.ts';
import { print } from '../terminal/index.ts';

/** Rebuilds users' profiles from the log, and their feeds after them. */
export async function userRecalc(userIds: readonly string[]): Promise<void> {
  const stack = findStack();
  const answer = await request<{ users: number }>('POST', `${stack.services.profile}/v1/profiles/rebuild`, {
    user_ids: userIds,
  });
  await waitUntilHandled(stack, () => {});
  print(`${answer.users} profiles rebuilt from the log, and their feeds computed anew`);
}
