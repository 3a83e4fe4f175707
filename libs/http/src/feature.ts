import { type Logger, Tally } from '@jophiel/observability';
import type { Server } from './server-types.ts';

export interface FeatureOptions {
  readonly logger: Logger;
  readonly routes: (server: Server) => void;
}

/**
 * Adds routes that log to the feature's own log: failures, and the number of answered requests. On level debug every
 * request has a line.
 */
export function addFeature(server: Server, { logger, routes }: FeatureOptions): void {
  server.register(async (own: Server) => {
    own.setChildLoggerFactory(() => logger);
    countRequests(own, logger);
    routes(own);
  });
}

function countRequests(server: Server, logger: Logger): void {
  const tally = new Tally(logger);
  const logsEach = logger.isLevelEnabled('debug');
  server.addHook('onResponse', (request, reply, done) => {
    tally.add({ ms: reply.elapsedTime, failed: reply.statusCode >= 500, correlationId: request.id });
    if (logsEach)
      logger.debug(
        {
          method: request.method,
          route: request.routeOptions.url,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 100) / 100,
          correlation_id: request.id,
        },
        'answered',
      );
    done();
  });
  server.addHook('onClose', async () => tally.end());
}
