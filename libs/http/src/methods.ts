import { JophielError } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** The methods of each path, collected from the routes of a server as they are added. */
export class KnownMethods {
  readonly #methods = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  constructor(server: Server) {
    server.addHook('onRoute', ({ url, method }) => {
      // A wildcard route, as for preflights, is about no path.
      if (url === '*') return;
      const known = this.#methods.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      this.#methods.set(url, known);
      for (const one of [method].flat()) known.methods.add(one);
    });
  }

  /** @param path without its query; the result is empty for an unknown path */
  of(path: string): string[] {
    const found = [...this.#methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** The error for a request without a route: unknown path, or a method that the path lacks. */
export function noRoute(method: string, path: string, allowed: readonly string[]): JophielError {
  return allowed.length === 0
    ? new JophielError('NOT_FOUND', `There is no route ${method} ${path}.`)
    : new JophielError('METHOD_NOT_ALLOWED', `${path} takes ${allowed.join(', ')}, not ${method}.`);
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*';
    return part.startsWith(':') ? '[^/]+' : RegExp.escape(part);
  });
  return new RegExp(`^${parts.join('/')}$`);
}
