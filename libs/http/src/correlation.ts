import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const CORRELATION_HEADER = 'x-correlation-id';
/** Client ids go into logs, so only harmless characters are accepted. */
const ACCEPTABLE_ID = /^[\w.:-]{1,200}$/;

/** The client's correlation id, or a new one; the logs of all services contain it. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
}
