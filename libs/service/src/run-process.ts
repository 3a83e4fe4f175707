import { flushCompileCache } from 'node:module';
import { JophielError } from '@jophiel/errors';
import type { RunningService } from './service.ts';

const TIMEOUT_MS = 9_000;

/** Starts a service, stops it on SIGTERM or SIGINT, and exits with 1 after a failure. */
export async function runProcess(start: () => Promise<RunningService>): Promise<void> {
  // Node.js writes its compile cache when a process ends: on a slow disk that takes longer than a supervisor waits.
  flushCompileCache();
  let service: RunningService;
  try {
    service = await start();
  } catch (error) {
    fail(error);
    return;
  }
  process.on('uncaughtExceptionMonitor', (error) =>
    service.logger.fatal({ err: error }, 'uncaught error; the process ends'),
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // The stop hangs. Exit before the supervisor kills the process.
    setTimeout(() => process.exit(1), TIMEOUT_MS).unref();
    service.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): void {
  const reason =
    error instanceof JophielError
      ? { code: error.code, message: error.message }
      : { err: String(error), stack: (error as Error).stack };
  process.stderr.write(`${JSON.stringify({ level: 'fatal', ...reason })}\n`);
  process.exit(1);
}
