import type { ServerResponse } from 'node:http';
import helmet from 'helmet';
import { anyone, type Caller } from './caller.ts';
import type { Server } from './server-types.ts';

/** Answers are data for programs: a browser may show none of them as a page, nor embed them. */
const headers = Object.entries(
  headersOf(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      xFrameOptions: { action: 'deny' },
      // Who ends TLS decides this for the whole name; a browser ignores it without TLS.
      strictTransportSecurity: false,
      // For browsers of long ago, and for pages that have subresources.
      xDownloadOptions: false,
      xPermittedCrossDomainPolicies: false,
      xDnsPrefetchControl: false,
      xXssProtection: false,
      originAgentCluster: false,
      crossOriginOpenerPolicy: false,
    }),
  ),
);

/** Sets helmet's headers on every answer; the pages, /docs and /docs/errors, have policies of their own. */
export function addSecurityHeaders(server: Server): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    for (const [name, value] of headers) if (!reply.hasHeader(name)) reply.header(name, value);
    if ((request.caller as Caller | undefined) === anyone) return done();
    // Another key may get another answer, and a shared cache must know.
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'Authorization' : `${String(vary)}, Authorization`);
    done();
  });
}

/** What a middleware of helmet sets. Computed once, not for every answer. */
function headersOf(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const set: Record<string, string> = {};
  const response = {
    setHeader: (name: string, value: string) => void (set[name.toLowerCase()] = value),
    removeHeader: () => {},
  };
  middleware({} as never, response as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error as Error;
  });
  return set;
}
