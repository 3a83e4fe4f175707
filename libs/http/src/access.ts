import { JophielError } from '@jophiel/errors';
import type { FastifyRequest } from 'fastify';
import { anyone, type Caller } from './caller.ts';
import type { RouteAccess } from './route-access.ts';
import type { Server } from './server-types.ts';
import { usersNamedIn } from './users-named.ts';

/**
 * Names the caller of a request.
 * @throws JophielError UNAUTHENTICATED, or DATABASE_UNAVAILABLE while no keys could be read
 */
export type Identify = (request: FastifyRequest) => Caller | Promise<Caller>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read. */
    caller: Caller;
  }
}

export interface AccessOptions {
  readonly identify: Identify;
  /** Whether the server listens on loopback only. */
  readonly isOnLoopback: boolean;
}

/**
 * Identifies the caller before the body is read, and refuses what the route's declaration does not allow. An unknown
 * path needs a caller too. Before validation it refuses a user token whose request names another user: an id is compared
 * as it was written, and no other spelling of an id passes for it.
 */
export function controlAccess(server: Server, { identify, isOnLoopback }: AccessOptions): void {
  server.decorateRequest('caller');
  const isOpen = (access: RouteAccess | undefined) =>
    access !== undefined && (access.scope === undefined || (access.openOnLoopback && isOnLoopback));

  server.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config;
    if (isOpen(access)) {
      request.caller = anyone;
      return done();
    }
    const caller = identify(request);
    if (caller instanceof Promise) {
      void admitLater(request, caller, done);
    } else {
      admit(request, caller, access);
      done();
    }
  });
  server.addHook('preValidation', (request, _reply, done) => {
    if (request.caller.userId !== undefined) requireOwnData(request);
    done();
  });
}

async function admitLater(request: FastifyRequest, caller: Promise<Caller>, done: (error?: Error) => void) {
  try {
    admit(request, await caller, request.routeOptions.config.access);
  } catch (error) {
    return done(error as Error);
  }
  return done();
}

function admit(request: FastifyRequest, caller: Caller, access: RouteAccess | undefined): void {
  request.caller = caller;
  // An unknown path declares nothing, and is answered 404.
  if (access?.scope === undefined) return;
  if (caller.userId !== undefined && !access.users)
    throw new JophielError('FORBIDDEN', `${caller.name} may not use this route: it needs a service key.`);
  if (!caller.scopes.has(access.scope))
    throw new JophielError('FORBIDDEN', `${caller.name} lacks the scope ${access.scope}. Use a key that has it.`);
}

function requireOwnData({ caller, params, query, body }: FastifyRequest): void {
  for (const part of [params, query, body])
    for (const userId of usersNamedIn(part))
      if (userId !== caller.userId)
        throw new JophielError('FORBIDDEN', `${caller.name} may not see data of user ${userId}.`);
}
