import { JophielError } from '@jophiel/errors';
import { readProcesses, readTimes, type RegisteredTimes, WRITE_EVERY_MS } from '@jophiel/observability';
import { connectDatabase, type Database } from '@jophiel/postgres';
import { databaseUrlOf, serviceNames, type Stack } from '@jophiel/local';
import { type ProcessReport, processReports, type RunReport, runReports } from './report.ts';
import { sinceOf } from './since.ts';
import { readUnwritten, type Unwritten } from './unwritten.ts';

/** The answer of the register, as printed with `--json`. */
export interface TimingsReport {
  readonly at: string;
  /** null for all stored times. */
  readonly since: string | null;
  readonly processes: readonly ProcessReport[];
  /** The time until 10, 100, 1,000 … items. */
  readonly runs: readonly RunReport[];
  /** Running services write at this interval; newer times may be missing. */
  readonly write_every_seconds: number;
  readonly unwritten: readonly Unwritten[];
}

export interface ReportQuery {
  /** User input: an ISO time or an age. */
  readonly since?: string | undefined;
  readonly process?: string | undefined;
}

const WRITERS = [...serviceNames, 'cli'];
const STATEMENT_TIMEOUT_MS = 60_000;

/** @throws JophielError COMMAND_INVALID for an invalid --since or an unknown process; DATABASE_OUTDATED */
export async function readReport(stack: Stack, { since, process }: ReportQuery, now: Date): Promise<TimingsReport> {
  const from = since === undefined ? undefined : sinceOf(since, now);
  const database = connectDatabase({
    url: databaseUrlOf(stack),
    application: 'jophiel timings',
    poolSize: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    serverSettings: { default_transaction_read_only: 'on' },
  });
  let times: RegisteredTimes[];
  try {
    times = await readRegister(database, from, process);
  } finally {
    await database.close();
  }
  return {
    at: now.toISOString(),
    since: from?.toISOString() ?? null,
    processes: processReports(times),
    runs: runReports(times),
    write_every_seconds: WRITE_EVERY_MS / 1_000,
    unwritten: await readUnwritten(stack),
  };
}

async function readRegister(
  database: Database,
  since: Date | undefined,
  process: string | undefined,
): Promise<RegisteredTimes[]> {
  try {
    const name = process === undefined ? undefined : lettersAndDigits(process);
    const times = await readTimes(database, { services: WRITERS, since, process: name });
    if (name !== undefined && times.length === 0) await requireKnown(database, process!);
    return times;
  } catch (error) {
    const UNDEFINED_TABLE = '42P01';
    if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
    throw new JophielError('DATABASE_OUTDATED', 'The register of timings is not installed. Run db:install.', {
      cause: error,
    });
  }
}

async function requireKnown(database: Database, process: string): Promise<void> {
  const known = [...new Set((await readProcesses(database, WRITERS)).map((each) => each.process))].toSorted();
  if (known.some((name) => lettersAndDigits(name) === lettersAndDigits(process))) return;
  throw new JophielError(
    'COMMAND_INVALID',
    `--process must be one that has run (it is ${JSON.stringify(process)}). ` +
      (known.length === 0 ? 'The register is empty: nothing has run yet.' : `These have: ${known.join(', ')}.`),
  );
}

/** Compares names by letters and digits only: re-vectorise equals revectorise. */
function lettersAndDigits(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
