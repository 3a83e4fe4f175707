import { JophielError } from '@jophiel/errors';
import pg, { type PoolClient, type QueryResultRow } from 'pg';
import { isConnectionLost, isOutdated, isPassingFailure } from './failures.ts';
import type { Executor, Statement } from './executor.ts';
import { resultTypes } from './result-types.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly application: string;
  /** The role of the connections, so that a service cannot write the tables of another. */
  readonly role?: string;
  readonly poolSize: number;
  /** Server settings of these connections, such as of the planner. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** Timeout of a statement. Its connection is closed too, because a half-open one would hang for ever. */
  readonly statementTimeoutMs: number;
}

export interface Database extends Executor {
  /** Commits when the work succeeds, rolls back when it throws. Broken connections do not return to the pool. */
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
    // Statements that are not awaited one by one are sent together and executed in order.
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
  // The pool replaces a broken idle connection; without a listener its error would end the process.
  pool.on('error', () => {});
  // A connection that breaks between two statements fails the next one; this error needs no handling.
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
        // Sent with the first statement; if it fails, so does that one.
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
    `PostgreSQL is unavailable: ${reason}. Check DATABASE_URL if this persists.`,
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
 * Collects what is sent in this turn of the event loop into one write. A write per statement costs as much as a small
 * statement, on both sides.
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
