import { connectAsInstaller, install } from '../stack/install.ts';
import { findStack } from '../stack/stack.ts';
import { print } from '../terminal/index.ts';
import type { CommandRun } from '../timings/timed-command.ts';

export async function dbInstall(_options: object, command: CommandRun): Promise<void> {
  const database = connectAsInstaller(findStack());
  try {
    for (const line of await install(database, command.done)) print(line);
  } finally {
    await database.close();
  }
}
