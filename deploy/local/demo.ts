import { connectAsInstaller } from './stack/install.ts';
import { request } from './stack/request.ts';
import type { Stack } from './stack/stack.ts';
import { type CommandRun, timedCommand } from './stack/timed-command.ts';
import { waitUntilHandled } from './stack/wait-until-handled.ts';
import { Progress } from './terminal/progress.ts';
import { seed } from './stack/seed.ts';

/** Enough for different feeds, and small enough to take seconds. */
const DEMO = { users: 200, samples: 4_000, interactions: 8_000, seed: 1 };

/** Fills an empty database with an imaginary platform. @returns whether it was empty */
export async function fillIfEmpty(stack: Stack): Promise<boolean> {
  const database = connectAsInstaller(stack);
  const [row] = await database.query<{ empty: boolean }>({
    text: 'SELECT NOT EXISTS (SELECT FROM sample_vectors) AND NOT EXISTS (SELECT FROM user_interactions) AS empty',
  });
  await database.close();
  if (row?.empty !== true) return false;
  await timedCommand(stack, 'seed', async (command) => fill(stack, command));
  return true;
}

async function fill(stack: Stack, command: CommandRun): Promise<void> {
  const total = DEMO.samples + DEMO.interactions;
  const sending = new Progress('demo: sending samples and interactions');
  await seed(stack, { ...DEMO, now: Date.now() }, ({ accepted }) => {
    command.done(accepted);
    sending.show(accepted, total);
  });
  sending.end(`${DEMO.samples} samples, ${DEMO.interactions} interactions of ${DEMO.users} users`);
  const handling = new Progress('demo: making vectors, tastes and feeds');
  let most = 0;
  await waitUntilHandled(stack, (left) => {
    most = Math.max(most, left);
    handling.show(most - left, most);
  });
  await request('POST', `${stack.services.scorer}/v1/batch`);
  await waitUntilHandled(stack, () => {});
  handling.end('done');
}
