import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const CORRELATION_HEADER = 'x-correlation-id';
/** Whatever comes from outside goes into logs: only what cannot confuse them. */
const ACCEPTABLE_ID = /^[\w.:-]{1,200}$/;

/** The id by which a request is found in the logs of all services: the client's, or a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers[CORRELATION_HEADER];
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
}
