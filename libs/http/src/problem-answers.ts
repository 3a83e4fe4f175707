import { Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CORRELATION_HEADER } from './correlation.ts';
import { KnownMethods, noRoute } from './methods.ts';
import { PROBLEM_TYPE, problemOf } from './problems.ts';
import type { Server } from './server-types.ts';

const RETRY_AFTER_SECONDS = '2';

export const problemAnswers = { '4xx': Problem, '5xx': Problem } as const;

/** Answers every error as problem+json. */
export function answerWithProblems(server: Server): void {
  const known = new KnownMethods(server);
  server.setErrorHandler(async (error, request, reply) => answerProblem(error, request, reply));
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0]!;
    const allowed = known.of(path);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    return answerProblem(noRoute(request.method, path, allowed), request, reply);
  });
}

/** Also for errors before routing, such as an undecodable address. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // A client that hung up gets no answer, and the server has not failed.
  const problem = problemOf(
    isHungUp(error, request) ? new JophielError('BODY_UNREADABLE', 'The client hung up.') : error,
    request.id,
  );
  logFailure(error, problem, request);
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="jophiel"');
  if (isRefusal(problem.status)) reply.header('cache-control', 'no-store');
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .header(CORRELATION_HEADER, request.id)
    .send(JSON.stringify(problem));
}

/** Another key, or another time, may get another answer. */
const isRefusal = (status: number) => status === 401 || status === 403 || status === 429;

/** A defect is logged in full; a transient failure, which repeats with every request, in one line. */
function logFailure(error: unknown, { status, code, detail }: Problem, request: FastifyRequest): void {
  const about = { correlation_id: request.id, route: request.routeOptions.url };
  if (status === 503) request.log.warn({ ...about, code, reason: detail }, 'request could not be served');
  else if (status >= 500) request.log.error({ ...about, err: error }, 'request failed');
}

function isHungUp(error: unknown, { raw }: FastifyRequest): boolean {
  return raw.errored !== null && raw.errored === error;
}
