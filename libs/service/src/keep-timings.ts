import { type Logger, type Metrics, type TimingBook, TimingRegister } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { CommonSettings } from './common-settings.ts';

export interface KeepTimingsOptions {
  readonly name: string;
  readonly database: Database;
  readonly book: TimingBook;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly settings: CommonSettings;
}

/**
 * Keeps what a service measures in its table, across restarts. While PostgreSQL is away nothing is disturbed: times are
 * summed up in memory, and written when it is there again.
 */
export function keepTimings(options: KeepTimingsOptions): { close(): Promise<void> } {
  const { name, database, book, metrics, logger, settings } = options;
  const register = new TimingRegister({
    database,
    service: name,
    book,
    keepDays: settings.TIMINGS_KEEP_DAYS,
    onFailure: (error) =>
      logger.warn({ err: error }, 'timings cannot be written; they are kept in memory and written later'),
    onRecovered: () => logger.info('timings are written again'),
  });
  const unwritten = metrics.gauge(
    'timings_unwritten_seconds',
    'Age of the oldest time that is not in the register of timings yet.',
    [],
    () => {
      unwritten.set(register.unwrittenSeconds());
    },
  );
  return {
    async close() {
      const seconds = register.unwrittenSeconds();
      if (!(await register.close()))
        logger.warn({ seconds }, 'PostgreSQL did not take the last timings; those of the last seconds are lost');
    },
  };
}
