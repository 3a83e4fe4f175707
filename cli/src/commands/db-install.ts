import type { Outcome } from '../run.ts';
import { type CommandRun, connectAsInstaller, findStack, install, print } from '@jophiel/local';

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
