import { connectAsInstaller, install } from '../stack/install.ts';
import { findStack } from '../stack/stack.ts';
import { print } from '../terminal/index.ts';

export async function dbInstall(): Promise<void> {
  const database = connectAsInstaller(findStack());
  try {
    for (const line of await install(database)) print(line);
  } finally {
    await database.close();
  }
}
