import type { Metrics } from '@jophiel/observability';
import type { Server } from './server-types.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Under which name the times of a route are kept; several routes may share one. */
    process?: string;
  }
}

/** Told of each request: the process that it was, and its time in ms. */
export type OnRequest = (process: string, ms: number) => void;

/** Times every request into the metrics, and those of the API into what is told of them. */
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

/** Health, metrics and documents are asked for by machines that look after the service: they are no processes of it. */
function defaultProcess(method: string, url: string | undefined): string | undefined {
  return url?.startsWith('/v1/') === true ? `${method} ${url}` : undefined;
}
