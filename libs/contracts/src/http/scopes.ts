/** What a service key may do, by the name of the scope. A key has a set of them. */
export const scopes = {
  'events:write': 'send events, and choose seeds for users',
  'feeds:read': 'read feeds, tastes, search, similar samples and ideas of all users',
  'sync:read': 'read the lists that a platform compares',
  'operate:read': 'read metrics, terms, runs and dead letters; includes feeds:read and sync:read',
  operate: 'start runs, rebuild and replay; includes operate:read',
} as const satisfies Record<string, string>;

export type Scope = keyof typeof scopes;

export const allScopes = Object.keys(scopes) as readonly Scope[];

const included: Readonly<Record<Scope, readonly Scope[]>> = {
  'events:write': [],
  'feeds:read': [],
  'sync:read': [],
  'operate:read': ['feeds:read', 'sync:read'],
  operate: ['operate:read', 'feeds:read', 'sync:read'],
};

/** The given scopes, and those that they include. */
export function withIncluded(given: readonly Scope[]): ReadonlySet<Scope> {
  return new Set(given.flatMap((scope) => [scope, ...included[scope]]));
}

export const isScope = (text: string): text is Scope => Object.hasOwn(scopes, text);
