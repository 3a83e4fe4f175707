import type { Metrics } from '@jophiel/observability';
import type { Server } from './server-types.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name for the times of a route; several routes may share one. */
    process?: string;
  }
}

/** Called with each request's process name and time in ms. */
export type OnRequest = (process: string, ms: number) => void;

/** Measures every request for the metrics, and API requests for `onRequest`. */
export function timeRequests(server: Server, metrics: Metrics, onRequest: OnRequest | undefined): void {
  const seconds = metrics.histogram('http_request_seconds', 'Time from request to answer.', [
    'route',
    'method',
    'status',
  ]);
  server.addHook('onResponse', (request, reply, done) => {
    const { url, config } = request.routeOptions;
    const ms = reply.elapsedTime;
    seconds.observe({ route: url ?? 'unknown', method: request.method, status: String(reply.statusCode) }, ms / 1000);
    const process = config.process ?? defaultProcess(request.method, url);
    if (process !== undefined) onRequest?.(process, ms);
    done();
  });
}

/** Requests for health, metrics and documents are monitoring, not processes. */
function defaultProcess(method: string, url: string | undefined): string | undefined {
  return url?.startsWith('/v1/') === true ? `${method} ${url}` : undefined;
}
