import { Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { PROBLEM_TYPE, problemOf } from './problems.ts';
import type { Server } from './server.ts';

const RETRY_AFTER_SECONDS = '2';

/** Problems as a route's declared answers. */
export const problemAnswers = { '4xx': Problem, '5xx': Problem } as const;

/** Everything thrown on the way to an answer becomes problem+json. */
export function answerWithProblems(server: Server): void {
  server.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status >= 500)
      request.log.error({ err: error, correlation_id: request.id, route: request.routeOptions.url }, 'request failed');
    if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
    return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
  });
  server.setNotFoundHandler(async (request, reply) => {
    const error = new JophielError('NOT_FOUND', `There is no route ${request.method} ${request.url.split('?')[0]}.`);
    return reply
      .code(404)
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problemOf(error, request.id)));
  });
}
