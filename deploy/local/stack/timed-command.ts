import { TimingBook, TimingRegister, timingsInto } from '@jophiel/observability';
import { connectDatabase } from '@jophiel/postgres';
import { readTimingSettings, type TimingSettings } from './config.ts';
import type { Stack } from './stack.ts';

/** For a running command to report its progress. */
export interface CommandRun {
  /** Number of items done in total. */
  readonly done: (items: number) => void;
}

const STATEMENT_TIMEOUT_MS = 5_000;

/**
 * Runs a command and stores its time in the register, with the time until 10, 100, 1,000 … items; failed ones too. When
 * the register cannot be written, the command still succeeds, and a line on the standard error stream gives the reason.
 * @param process name in the register
 * @throws what the work throws; JophielError SETTING_INVALID before it starts
 */
export async function timedCommand<Result>(
  { databaseUrl }: Stack,
  process: string,
  work: (command: CommandRun) => Promise<Result>,
): Promise<Result> {
  const settings = readTimingSettings(globalThis.process.env);
  const book = new TimingBook();
  const timed = timingsInto([book]).process(process);
  let counted = 0;
  const command: CommandRun = {
    done(items) {
      if (items > counted) timed.add(items - counted);
      counted = Math.max(items, counted);
    },
  };
  const register = openRegister(databaseUrl, book, settings);
  let succeeded = false;
  try {
    const result = await timed.measure(async () => work(command));
    succeeded = true;
    return result;
  } finally {
    timed.end();
    const reason = await register.close();
    // A failed command has reported its reason, usually the same: PostgreSQL is unavailable.
    if (reason !== undefined && succeeded)
      globalThis.process.stderr.write(`This run is not in the register of timings: ${reason}\n`);
  }
}

/** Closing writes the rest. @returns the reason of a failure */
function openRegister(
  databaseUrl: string | undefined,
  book: TimingBook,
  settings: TimingSettings,
): { close(): Promise<string | undefined> } {
  if (databaseUrl === undefined) return { close: async () => 'DATABASE_URL is not set.' };
  const database = connectDatabase({
    url: databaseUrl,
    application: 'jophiel timings',
    poolSize: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    ...(settings.DATABASE_ROLES ? { role: 'jophiel_cli' } : {}),
  });
  let failure: unknown;
  const register = new TimingRegister({
    database,
    service: 'cli',
    book,
    keepDays: settings.TIMINGS_KEEP_DAYS,
    onFailure: (error) => (failure = error),
  });
  return {
    async close() {
      const written = await register.close();
      await database.close();
      if (written) return undefined;
      return failure instanceof Error ? failure.message : 'PostgreSQL did not answer in time.';
    },
  };
}
