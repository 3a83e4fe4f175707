import type { Logger } from 'pino';
import type { TimingSink } from './sink.ts';

/** Shorter runs are not logged. */
const MIN_LOGGED_ITEMS = 10;

/** Logs each milestone and each run. Single executions are not logged: there are thousands a second. */
export function logSink(logger: Logger): TimingSink {
  const tell = (process: string, items: number, ms: number, message: string) =>
    logger.info({ process, items, ms: round(ms), items_per_second: rate(items, ms) }, message);
  return {
    execution() {},
    single() {},
    items() {},
    milestone: (process, items, ms) => tell(process, items, ms, 'milestone'),
    runEnded(process, items, ms) {
      if (items >= MIN_LOGGED_ITEMS) tell(process, items, ms, 'run ended');
    },
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function rate(items: number, ms: number): number {
  return ms === 0 ? 0 : Math.round((items / ms) * 10_000) / 10;
}
