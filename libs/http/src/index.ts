export type { Caller, Identify } from './access.ts';
export type { FastifyReply as Reply, FastifyRequest as Request } from 'fastify';
export { weakTag } from './entity-tags.ts';
export { listen } from './listen.ts';
export type { Manners } from './manners.ts';
export { problemAnswers } from './problem-answers.ts';
export { PROBLEM_TYPE, problemOf, statusOf } from './problems.ts';
export { buildServer, type ServerOptions } from './server.ts';
export type { Server } from './server-types.ts';
