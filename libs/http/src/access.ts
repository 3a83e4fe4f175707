import { JophielError } from '@jophiel/errors';
import type { FastifyRequest } from 'fastify';
import type { Server } from './server-types.ts';

/** A caller, and whose data they may see. */
export interface Caller {
  readonly name: string;
  maySee(userId: string): boolean;
}

/**
 * Names the caller of a request.
 * @throws JophielError for an unknown caller
 */
export type Identify = (request: FastifyRequest) => Caller | Promise<Caller>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set after validation, before the handler. */
    caller: Caller;
  }
}

const thePlatform: Caller = { name: 'platform', maySee: () => true };

/** Extension point for access control; until then every caller is the platform, which may see all users. */
export const everyCallerIsThePlatform: Identify = () => thePlatform;

/** Names of parameters and fields that hold a user id. */
const USER_KEYS = ['user_id', 'user'];

/** Refuses requests whose path, query or body names a user that the caller may not see. */
export function controlAccess(server: Server, identify: Identify): void {
  server.decorateRequest('caller');
  const admit = (request: FastifyRequest, caller: Caller): void => {
    request.caller = caller;
    for (const part of [request.params, request.query, request.body])
      for (const userId of usersNamedIn(part))
        if (!caller.maySee(userId))
          throw new JophielError('FORBIDDEN', `${caller.name} may not see data of user ${userId}.`);
  };
  const admitLater = async (request: FastifyRequest, caller: Promise<Caller>, done: (error?: Error) => void) => {
    try {
      admit(request, await caller);
    } catch (error) {
      return done(error as Error);
    }
    return done();
  };
  server.addHook('preHandler', (request, _reply, done) => {
    const caller = identify(request);
    if (caller instanceof Promise) {
      void admitLater(request, caller, done);
    } else {
      admit(request, caller);
      done();
    }
  });
}

function usersNamedIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const users: string[] = [];
  for (const key of USER_KEYS) {
    const value = (part as Readonly<Record<string, unknown>>)[key];
    if (typeof value === 'string' || typeof value === 'number') users.push(String(value));
  }
  return users;
}
