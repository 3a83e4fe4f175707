import type { Metrics } from '@jophiel/observability';
import type { Server } from './server-types.ts';

export function timeRequests(server: Server, metrics: Metrics): void {
  const seconds = metrics.histogram('http_request_seconds', 'Time from request to answer.', [
    'route',
    'method',
    'status',
  ]);
  server.addHook('onResponse', (request, reply, done) => {
    const labels = {
      route: request.routeOptions.url ?? 'unknown',
      method: request.method,
      status: String(reply.statusCode),
    };
    seconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}
