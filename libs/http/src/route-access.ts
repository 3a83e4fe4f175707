import type { Scope } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** Who may use a route. */
export interface RouteAccess {
  /** Undefined for a route that asks for no key. */
  readonly scope: Scope | undefined;
  /** Whether a user token reaches it, for its user's data. */
  readonly users: boolean;
  /** Whether it asks for no key while the service listens on loopback only. */
  readonly openOnLoopback: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. A route without it stops the start. */
    access?: RouteAccess;
  }
}

export const open: RouteAccess = { scope: undefined, users: true, openOnLoopback: true };

/** Service keys only. */
export function forServices(scope: Scope): RouteAccess {
  return { scope, users: false, openOnLoopback: false };
}

/** Service keys, and user tokens for the data of their user. The request names that user, or no user. */
export function forUsers(scope: Scope): RouteAccess {
  return { scope, users: true, openOnLoopback: false };
}

/** Open on loopback; beyond it, service keys only. */
export function openOnLoopback(scope: Scope): RouteAccess {
  return { scope, users: false, openOnLoopback: true };
}

/** Declares the access of every route that is added to this server from now on, such as those of a plugin. */
export function declareAll(server: Server, access: RouteAccess): void {
  server.addHook('onRoute', (route) => {
    route.config = { ...route.config, access };
  });
}

/** Refuses to start a server with a route that does not declare its access. Call it before adding routes. */
export function requireDeclarations(server: Server): void {
  const routes: { readonly method: string | string[]; readonly url: string; config?: { access?: RouteAccess } }[] = [];
  server.addHook('onRoute', (route) => {
    // The wildcard is about preflights, which carry no key.
    if (route.url === '*' && route.method === 'OPTIONS') route.config = { ...route.config, access: open };
    routes.push(route);
  });
  server.addHook('onReady', async () => {
    const undeclared = routes.filter(({ config }) => config?.access === undefined);
    if (undeclared.length === 0) return;
    const names = undeclared.map(({ method, url }) => `${[method].flat().join(',')} ${url}`).join('; ');
    throw new JophielError(
      'ROUTE_UNDECLARED',
      `These routes do not declare who may use them: ${names}. Add \`config: { access: … }\` (libs/http/src/route-access.ts).`,
    );
  });
}
