import { flushCompileCache } from 'node:module';
import { JophielError } from '@jophiel/errors';
import type { RunningService } from './service.ts';

const PATIENCE_MS = 9_000;

/** The life of a service process: starts it, stops it on SIGTERM or SIGINT, and ends with a code that says how it went. */
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
    service.logger.fatal({ err: error }, 'the process ends: an error was not caught'),
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // Something hangs: better an end than a process that only a kill removes.
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
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
