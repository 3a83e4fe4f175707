import { JophielError } from '@jophiel/errors';
import { type Logger, logOptionsOf, type Logs, LogSettings, openLogs } from '@jophiel/observability';
import { type Environment, readSettings } from '@jophiel/service/settings';

/**
 * The log of npm start, `start.log`, with the crashes of services and their messages. Ends the process when the log
 * cannot be opened, because the services could not open theirs.
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
