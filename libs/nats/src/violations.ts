import { JophielError } from '@jophiel/errors';
import { AuthorizationError, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';

const AGAIN_MS = 60_000;

/** BROKER_FORBIDDEN, where NATS refused a user or a subject; undefined when another reason caused the error. */
export function forbidden(error: unknown): JophielError | undefined {
  if (error instanceof JophielError && error.code === 'BROKER_FORBIDDEN') return error;
  if (isRefusal(error))
    return new JophielError(
      'BROKER_FORBIDDEN',
      `NATS refuses the user: ${error.message}. Check the user and the password in NATS_URL.`,
      { cause: error },
    );
  if (error instanceof PermissionViolationError)
    return new JophielError(
      'BROKER_FORBIDDEN',
      `NATS refuses to ${error.operation === 'publish' ? 'publish to' : 'subscribe to'} ${error.subject}: the user may not use this subject. Compare its permissions with deploy/nats/nats.conf.`,
      { cause: error },
    );
  return error instanceof Error && error.cause !== undefined ? forbidden(error.cause) : undefined;
}

/** A busy machine may be too late to log in: that is no refusal. */
export const isRefusal = (error: unknown): error is AuthorizationError =>
  error instanceof AuthorizationError && !/timeout/i.test(error.message);

/** Reports each message at most once a minute. */
export function atMostOnceAMinute(report: (error: JophielError) => void): (error: JophielError) => void {
  const reportedAt = new Map<string, number>();
  return (error) => {
    if (Date.now() - (reportedAt.get(error.message) ?? -Infinity) < AGAIN_MS) return;
    reportedAt.set(error.message, Date.now());
    report(error);
  };
}

/** Reports what the server refuses to a connection. */
export async function watchViolations(
  connection: NatsConnection,
  report: (error: JophielError) => void,
): Promise<void> {
  for await (const status of connection.status()) {
    const refusal = status.type === 'error' ? forbidden(status.error) : undefined;
    if (refusal !== undefined) report(refusal);
  }
}
