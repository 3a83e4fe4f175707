import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Health, Logger, Metrics } from '@jophiel/observability';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { type AccessOptions, controlAccess } from './access.ts';
import { answerClientError } from './client-errors.ts';
import { CORRELATION_HEADER, correlationIdOf } from './correlation.ts';
import { addErrorsPage } from './errors-page.ts';
import { addHealthRoutes } from './health-routes.ts';
import { answerProblem, answerWithProblems } from './problem-answers.ts';
import { addHttpDefaults, type HttpDefaults } from './http-defaults.ts';
import { addDocuments } from './openapi.ts';
import { type OnRequest, timeRequests } from './request-timing.ts';
import { limitRates } from './rate-limit.ts';
import { slowClientLimits } from './request-limits.ts';
import { requireDeclarations } from './route-access.ts';
import type { Server } from './server-types.ts';
import { stopPromptly } from './stop-promptly.ts';
import { validatorCompiler } from './validation.ts';

export interface ServerOptions {
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly bodyLimitBytes: number;
  readonly access: AccessOptions;
  readonly httpDefaults: HttpDefaults;
  readonly onRequest?: OnRequest;
}

/**
 * Builds a server with the parts that every service has: problems, health, metrics, timing, correlation ids, its own
 * documentation, tags, compression and CORS. Hooks of every answer use callbacks, not promises: an answer that is ready
 * is sent in the same turn of the event loop.
 */
export async function buildServer(options: ServerOptions): Promise<Server> {
  const logger: FastifyBaseLogger = options.logger;
  const server: Server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Log lines name their correlation id themselves, so one logger serves all requests.
    childLoggerFactory: (parent) => parent,
    bodyLimit: options.bodyLimitBytes,
    ...slowClientLimits,
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
  requireDeclarations(server);
  stopPromptly(server);
  timeRequests(server, options.metrics, options.onRequest);
  // Before access control, so that a page of another origin can read why it was refused.
  await addHttpDefaults(server, options.httpDefaults);
  controlAccess(server, options.access);
  const { rates } = options.httpDefaults;
  if (rates !== undefined) await limitRates(server, rates);
  await addDocuments(server, options);
  addErrorsPage(server);
  addHealthRoutes(server, options);
  return server;
}
