import { JophielError } from '@jophiel/errors';
import type { Server } from './server-types.ts';

/** Which methods an address knows, read from the routes of a server as they are added. */
export class KnownMethods {
  readonly #methods = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  constructor(server: Server) {
    server.addHook('onRoute', ({ url, method }) => {
      // What answers every address, as preflights are answered, says nothing about one of them.
      if (url === '*') return;
      const known = this.#methods.get(url) ?? { pattern: patternOf(url), methods: new Set() };
      this.#methods.set(url, known);
      for (const one of [method].flat()) known.methods.add(one);
    });
  }

  /** @param path without its query; empty for an address that no route has */
  of(path: string): string[] {
    const found = [...this.#methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** The error for what no route answers: the address is unknown, or the method is not one of its own. */
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
