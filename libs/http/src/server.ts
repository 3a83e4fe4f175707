import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Health, Logger, Metrics } from '@jophiel/observability';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { controlAccess, everyoneIsThePlatform, type Identify } from './access.ts';
import { answerClientError } from './client-errors.ts';
import { CORRELATION_HEADER, correlationIdOf } from './correlation.ts';
import { addErrorsPage } from './errors-page.ts';
import { addHealthRoutes } from './health-routes.ts';
import { answerProblem, answerWithProblems } from './problem-answers.ts';
import { addManners, type Manners } from './manners.ts';
import { addDocuments } from './openapi.ts';
import { type OnRequest, timeRequests } from './request-timing.ts';
import type { Server } from './server-types.ts';
import { stopPromptly } from './stop-promptly.ts';
import { validatorCompiler } from './validation.ts';

export interface ServerOptions {
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly bodyLimitBytes: number;
  /** Who may see what; without it, everyone is the platform. */
  readonly identify?: Identify;
  readonly manners: Manners;
  readonly onRequest?: OnRequest;
}

/**
 * A server with what every service has: problems as answers, health, metrics, timing, one correlation id per request,
 * its own description, and the manners of HTTP. What every answer passes through calls back instead of promising: where
 * a route has its answer at hand, it is sent in the same turn of the event loop.
 */
export async function buildServer(options: ServerOptions): Promise<Server> {
  const logger: FastifyBaseLogger = options.logger;
  const server: Server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Lines about a request name its correlation id themselves: one logger serves all, and none is made for each.
    childLoggerFactory: (parent) => parent,
    bodyLimit: options.bodyLimitBytes,
    // A client that sends its header or body drop by drop may not hold a connection for ever.
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    genReqId: ({ headers }) => correlationIdOf(headers),
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
    clientErrorHandler: answerClientError,
  }).withTypeProvider<TypeBoxTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.addHook('onSend', (request, reply, _payload, done) => {
    reply.header(CORRELATION_HEADER, request.id);
    done();
  });
  answerWithProblems(server);
  controlAccess(server, options.identify ?? everyoneIsThePlatform);
  stopPromptly(server);
  timeRequests(server, options.metrics, options.onRequest);
  await addManners(server, options.manners);
  await addDocuments(server, options);
  addErrorsPage(server);
  addHealthRoutes(server, options);
  return server;
}
