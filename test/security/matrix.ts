import { createKey } from '@jophiel/access/keys';
import { allScopes, type Scope, withIncluded } from '@jophiel/contracts';
import { serviceNames } from '@jophiel/local';
import { eventually } from '@jophiel/testing';
import type { RunningStack } from '../stack/running-stack.ts';
import { type Attempt, foreignEvents, foreignRequests, requestsTo } from './attempts.ts';
import { type DocumentedRoute, routesOf } from './routes-of.ts';

/** What a kind of caller tried at a service, and how it was answered. */
export interface MatrixRow {
  readonly service: string;
  readonly caller: string;
  readonly requests: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** Requests that were let in. There must be none. */
  readonly letIn: readonly string[];
}

export interface MatrixUsers {
  readonly own: string;
  readonly foreign: string;
  readonly token: string;
}

/**
 * Tries every route of every service that listens: without a key, with a key of each single scope, and as a user who names
 * another one.
 */
export async function tryEverything(stack: RunningStack, users: MatrixUsers): Promise<MatrixRow[]> {
  const keys = await keysByScope(stack);
  const rows: MatrixRow[] = [];
  for (const service of serviceNames) {
    const url = stack.services[service];
    const routes = (await routesOf(url)).filter(({ scope }) => scope !== undefined);
    const all = routes.flatMap((route) => requestsTo(route, users.own));
    const attempt = async (caller: string, credential: string | undefined, expected: number[], attempts: Attempt[]) =>
      rows.push({ service, caller, ...(await send(url, attempts, { credential, expected })) });
    await attempt('without a key', undefined, [401], all);
    await attempt('with an unknown key', UNKNOWN_KEY, [401], all);
    for (const [scope, key] of keys) {
      const others = routes.filter((route) => !withIncluded([scope]).has(route.scope as Scope));
      await attempt(
        `with a key for ${scope}`,
        key,
        [403],
        others.flatMap((route) => requestsTo(route, users.own)),
      );
    }
    await attempt(
      'as a user',
      users.token,
      [403, 404],
      routes.flatMap((route) => beyondOwn(route, users)),
    );
  }
  return rows.filter(({ requests }) => requests > 0);
}

const UNKNOWN_KEY = `jph_000000000000_${'A'.repeat(43)}`;

/** What a user token must not reach at a route. */
function beyondOwn(route: DocumentedRoute, { own, foreign }: MatrixUsers): Attempt[] {
  if (!route.users) return requestsTo(route, own);
  return route.path === '/v1/events' ? foreignEvents(own, foreign) : foreignRequests(route, own, foreign);
}

async function keysByScope(stack: RunningStack): Promise<[Scope, string][]> {
  const keys = await Promise.all(
    allScopes.map(async (scope): Promise<[Scope, string]> => {
      const { text } = await createKey(stack.database, { name: scope, scopes: [scope] });
      return [scope, text];
    }),
  );
  // Each service reads the keys again within seconds.
  for (const service of serviceNames)
    for (const [scope, key] of keys)
      await eventually(async () => {
        const { status } = await fetch(`${stack.services[service]}/nowhere`, { headers: bearer(key) });
        if (status !== 404) throw new Error(`${service} answers ${status} to a new key for ${scope}.`);
      });
  return keys;
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

async function send(
  url: string,
  attempts: readonly Attempt[],
  { credential, expected }: { readonly credential: string | undefined; readonly expected: readonly number[] },
): Promise<Pick<MatrixRow, 'requests' | 'statuses' | 'letIn'>> {
  const statuses: Record<number, number> = {};
  const letIn: string[] = [];
  for (const { path, headers, ...init } of attempts) {
    const own = credential === undefined ? {} : bearer(credential);
    const response = await fetch(url + path, { ...init, headers: { ...headers, ...own } });
    await response.body?.cancel();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (!expected.includes(response.status)) letIn.push(`${init.method} ${path} → ${response.status}`);
  }
  return { requests: attempts.length, statuses, letIn };
}
