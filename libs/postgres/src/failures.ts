import { JophielError } from '@jophiel/errors';

/** SQLSTATE classes of failures of the server, not of the statement: a later retry may succeed. */
const passing = [
  /^08/, // connection exception
  /^53/, // out of connections, memory or disk
  /^57P/, // shut down, crashed, or still starting
  /^40/, // serialization failure, deadlock
  /^55P03$/, // lock not available
  /^57014$/, // cancelled by the statement timeout
];

/** Undefined table and undefined column: the tables are older than the code. */
const outdated = ['42P01', '42703'];

const lost = [/^08/, /^57P/, /^57014$/];

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.length === 5 ? code : undefined;
}

/** Errors of node-postgres that have no code. */
const driverMessages =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

function isSocketFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  const network = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENOENT'];
  return (
    (typeof code === 'string' && network.includes(code)) ||
    (error instanceof Error && driverMessages.test(error.message))
  );
}

/** Whether the connection must not be used again. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof JophielError) return isConnectionLost(error.cause);
  const state = sqlState(error);
  return isSocketFailure(error) || (state !== undefined && lost.some((pattern) => pattern.test(state)));
}

/** Whether a statement failed because db:install was not run for this version. */
export function isOutdated(error: unknown): boolean {
  return outdated.includes(sqlState(error) ?? '');
}

/** Whether a retry may succeed, because the database failed and not the work. */
export function isPassingFailure(error: unknown): boolean {
  if (error instanceof JophielError) return error.code === 'DATABASE_UNAVAILABLE' || error.code === 'DATABASE_OUTDATED';
  const state = sqlState(error);
  return isSocketFailure(error) || (state !== undefined && passing.some((pattern) => pattern.test(state)));
}
