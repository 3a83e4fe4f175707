import { fetchNatsServer, findNatsServer } from '@jophiel/embedded';
import { JophielError } from '@jophiel/errors';

/* Sees to it that there is a nats-server on this machine, or says what to install. */
const say = (text: string) => process.stderr.write(`jophiel: ${text}\n`);

try {
  if (findNatsServer() === undefined) fetchNatsServer(say);
} catch (error) {
  if (!(error instanceof JophielError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
