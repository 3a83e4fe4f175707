import { Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CORRELATION_HEADER } from './correlation.ts';
import { KnownMethods, noRoute } from './methods.ts';
import { PROBLEM_TYPE, problemOf } from './problems.ts';
import type { Server } from './server-types.ts';

const RETRY_AFTER_SECONDS = '2';

/** Problems as a route's declared answers. */
export const problemAnswers = { '4xx': Problem, '5xx': Problem } as const;

/** Everything thrown on the way to an answer becomes problem+json. */
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

/** Also for what fails before any route or hook is found, as an address that cannot be decoded. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Who hung up in the middle of a request hears no answer, and nothing is wrong here.
  const problem = problemOf(
    isHungUp(error, request) ? new JophielError('BODY_UNREADABLE', 'The client hung up.') : error,
    request.id,
  );
  logFailure(error, problem, request);
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .header(CORRELATION_HEADER, request.id)
    .send(JSON.stringify(problem));
}

/** A defect with all that is known of it; what passes by itself, and comes with every request until then, in one line. */
function logFailure(error: unknown, { status, code, detail }: Problem, request: FastifyRequest): void {
  const about = { correlation_id: request.id, route: request.routeOptions.url };
  if (status === 503) request.log.warn({ ...about, code, reason: detail }, 'request could not be served for now');
  else if (status >= 500) request.log.error({ ...about, err: error }, 'request failed');
}

function isHungUp(error: unknown, { raw }: FastifyRequest): boolean {
  return raw.errored !== null && raw.errored === error;
}
