import { JophielError } from '@jophiel/errors';
import pg, { type PoolClient, type QueryResultRow } from 'pg';
import { isConnectionLost, isOutdated, isPassingFailure } from './failures.ts';
import type { Executor, Statement } from './executor.ts';
import { resultTypes } from './result-types.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly application: string;
  /** The role that the connections take on, so that a service cannot write another's tables. */
  readonly role?: string;
  readonly poolSize: number;
  /** Settings of the server for these connections, such as of its planner. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** After so long a statement is given up and its connection thrown away: a half-open one would hang for ever. */
  readonly statementTimeoutMs: number;
}

export interface Database extends Executor {
  /** Commits when the work succeeds, rolls back when it throws, and never returns a broken connection to the pool. */
  transaction<Result>(work: (transaction: Executor) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function connectDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.application,
    max: options.poolSize,
    connectionTimeoutMillis: 5_000,
    query_timeout: options.statementTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * options.statementTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    // Statements that nobody waits for one by one travel together, and are done in their order.
    pipeline: true,
    options: Object.entries({
      search_path: 'jophiel,public',
      ...options.serverSettings,
      ...(options.role ? { role: options.role } : {}),
    })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: resultTypes,
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {});
  // One that breaks in a transaction, between two statements, fails the next statement: the same holds.
  pool.on('connect', (client) => client.on('error', () => {}));

  const withClient = async <Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await connect(pool);
    let failure: unknown;
    try {
      return await work(client);
    } catch (error) {
      failure = error;
      if (isOutdated(error)) throw outdatedTables(error);
      throw isPassingFailure(error) ? unavailable(error) : error;
    } finally {
      client.release(isConnectionLost(failure));
    }
  };

  return {
    query: async (statement) => withClient((client) => rows(client, statement)),
    execute: async (statement) => withClient((client) => rowCount(client, statement)),
    transaction: async (work) =>
      withClient(async (client) => {
        // Goes with the first statement. Should it fail, so does that one.
        const begun = sentTogether(client).query('BEGIN');
        begun.catch(() => {});
        try {
          const result = await work({
            query: async (statement) => rows(client, statement),
            execute: async (statement) => rowCount(client, statement),
          });
          await begun;
          await client.query('COMMIT');
          return result;
        } catch (error) {
          if (!isConnectionLost(error)) await client.query('ROLLBACK');
          throw error;
        }
      }),
    close: async () => pool.end(),
  };
}

async function connect(pool: pg.Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): JophielError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JophielError(
    'DATABASE_UNAVAILABLE',
    `PostgreSQL cannot do it now: ${reason}. If it stays away, check DATABASE_URL.`,
    { cause },
  );
}

function outdatedTables(cause: unknown): JophielError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JophielError('DATABASE_OUTDATED', `The tables do not fit this version: ${reason}. Run db:install.`, {
    cause,
  });
}

async function rows<Row extends object>(client: PoolClient, statement: Statement): Promise<Row[]> {
  return (await sentTogether(client).query<QueryResultRow>(config(statement))).rows as Row[];
}

async function rowCount(client: PoolClient, statement: Statement): Promise<number> {
  return (await sentTogether(client).query(config(statement))).rowCount ?? 0;
}

/**
 * The client, with what is sent until this turn of the event loop ends held back for one write: a write for each statement
 * costs as much as many a statement, here and where it wakes the server.
 */
function sentTogether(client: PoolClient): PoolClient {
  const { stream } = client.connection;
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  return client;
}

function config({ name, text, values }: Statement): pg.QueryConfig {
  return { text, values: [...(values ?? [])], ...(name === undefined ? {} : { name }) };
}
