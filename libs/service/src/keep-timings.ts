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

/** Stores the timings of a service in its table. While PostgreSQL is unavailable, they are summed in memory. */
export function keepTimings(options: KeepTimingsOptions): { close(): Promise<void> } {
  const { name, database, book, metrics, logger, settings } = options;
  const register = new TimingRegister({
    database,
    service: name,
    book,
    keepDays: settings.TIMINGS_KEEP_DAYS,
    onFailure: (error) => logger.warn({ err: error }, 'timings cannot be stored; they stay in memory until they can'),
    onRecovered: () => logger.info('timings are stored again'),
  });
  const unwritten = metrics.gauge(
    'timings_unwritten_seconds',
    'Age of the oldest time that is not stored yet.',
    [],
    () => {
      unwritten.set(register.unwrittenSeconds());
    },
  );
  return {
    async close() {
      const seconds = register.unwrittenSeconds();
      if (!(await register.close()))
        logger.warn({ seconds }, 'the last timings could not be stored; those of the last seconds are lost');
    },
  };
}
