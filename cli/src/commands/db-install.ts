import type { Outcome } from '../run.ts';
import { type CommandRun, connectAsInstaller, findStack, install, installStreams, print } from '@jophiel/local';

export async function dbInstall(_options: object, command: CommandRun): Promise<Outcome> {
  const stack = findStack();
  const database = connectAsInstaller(stack);
  try {
    const steps = [...(await install(database, command.done)), await installStreams(stack)];
    for (const line of steps) print(line);
    return { steps };
  } finally {
    await database.close();
  }
}
