import { JophielError } from '@jophiel/errors';
import type { FastifyRequest } from 'fastify';
import type { Server } from './server-types.ts';

/** Who asks, and whose data they may see. */
export interface Caller {
  readonly name: string;
  /** @param userId as the request has it */
  maySee(userId: string): boolean;
}

/**
 * Names the caller of a request.
 * @throws JophielError for one that is nobody
 */
export type Identify = (request: FastifyRequest) => Caller | Promise<Caller>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Known once the request was held to its contract, before its handler. */
    caller: Caller;
  }
}

const thePlatform: Caller = { name: 'platform', maySee: () => true };

/** The seam for access control: until there is any, whoever reaches this service is the platform, which sees everything. */
export const everyoneIsThePlatform: Identify = () => thePlatform;

/** By these names requests say whose data they are about, wherever they stand. */
const USER_KEYS = ['user_id', 'user'];

/** Holds every route of a server to what its caller may see, whichever user ids its path, query or body name. */
export function controlAccess(server: Server, identify: Identify): void {
  server.decorateRequest('caller');
  const admit = (request: FastifyRequest, caller: Caller): void => {
    request.caller = caller;
    for (const part of [request.params, request.query, request.body])
      for (const userId of usersNamedIn(part))
        if (!caller.maySee(userId))
          throw new JophielError('FORBIDDEN', `${caller.name} may not see what belongs to user ${userId}.`);
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
