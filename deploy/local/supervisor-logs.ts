import { JophielError } from '@jophiel/errors';
import { type Logger, logOptionsOf, type Logs, LogSettings, openLogs } from '@jophiel/observability';
import { type Environment, readSettings } from '@jophiel/settings';

/**
 * The log of what npm start says, `start.log`: above all that a service crashed, and with which words. Ends the process
 * where the log cannot be opened: the services could not open theirs either.
 */
export async function openSupervisorLogs(environment: Environment): Promise<{ logs: Logs; logger: Logger }> {
  try {
    const options = logOptionsOf(readSettings(LogSettings, environment));
    const logs = await openLogs({ service: 'start', console: false, ...options });
    return { logs, logger: await logs.feature('start') };
  } catch (error) {
    if (!(error instanceof JophielError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return process.exit(1);
  }
}
