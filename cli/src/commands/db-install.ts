import type { Outcome } from '../run.ts';
import { connectAsInstaller, install } from '../stack/install.ts';
import { findStack } from '../stack/stack.ts';
import { print } from '../terminal/index.ts';
import type { CommandRun } from '../timings/timed-command.ts';

export async function dbInstall(_options: object, command: CommandRun): Promise<Outcome> {
  const database = connectAsInstaller(findStack());
  try {
    const steps = await install(database, command.done);
    for (const line of steps) print(line);
    return { steps };
  } finally {
    await database.close();
  }
}
