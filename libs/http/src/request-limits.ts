import { JophielError } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** Node's own limit of all headers and the address together is 16 KiB. */
const MAX_HEADERS = 100;
/** The longest lists that routes take fit twice. */
const MAX_URL_LENGTH = 12 * 1024;

/** In ms: a client that sends slower loses its connection. */
export const slowClientLimits = {
  requestTimeout: 30_000,
  /** Longer than the usual minute of load balancers, which would otherwise reuse a closed connection. */
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
} as const;

/** Refuses requests with too many headers, and too long addresses. */
export function limitRequests(server: Server): void {
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    // Names and values take turns.
    if (raw.rawHeaders.length > 2 * MAX_HEADERS)
      return done(new JophielError('HEADERS_TOO_MANY', `A request has at most ${MAX_HEADERS} headers.`));
    if (raw.url!.length > MAX_URL_LENGTH)
      return done(new JophielError('URL_TOO_LONG', `An address has at most ${MAX_URL_LENGTH} bytes.`));
    done();
  });
}
