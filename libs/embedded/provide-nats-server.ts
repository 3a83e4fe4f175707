import { JophielError } from '@jophiel/errors';
import { provideNatsServer } from './src/index.ts';

/* Provides a nats-server on this machine, or says what to install: the task on which every test depends. */
const say = (text: string) => process.stderr.write(`jophiel: ${text}\n`);

try {
  provideNatsServer(say);
} catch (error) {
  if (!(error instanceof JophielError)) throw error;
  say(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
