import type { OpenApi } from '../openapi/breaking-changes.ts';

/** A limit or default of something that a request carries. */
export interface RouteLimit {
  readonly name: string;
  readonly limit: string;
  readonly routes: readonly string[];
}

interface Limited {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Limited>>;
  readonly items?: Limited;
  readonly anyOf?: readonly Limited[];
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Limited }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Limited }>> };
}

/** The limits of parameters and bodies, as the schemas of the routes have them; equal ones of several routes are joined. */
export function routeLimits(documents: readonly OpenApi[]): RouteLimit[] {
  const routes = new Map<string, Set<string>>();
  for (const { paths } of documents)
    for (const [path, methods] of Object.entries(paths ?? {}))
      for (const operation of Object.values(methods) as Operation[])
        for (const line of limitsOf(operation)) routes.set(line, (routes.get(line) ?? new Set()).add(path));
  return [...routes]
    .map(([line, paths]) => {
      const [name, limit] = JSON.parse(line) as [string, string];
      return { name, limit, routes: [...paths].sort() };
    })
    .sort((a, b) => (a.name === b.name ? (a.limit < b.limit ? -1 : 1) : a.name < b.name ? -1 : 1));
}

function limitsOf({ parameters = [], requestBody }: Operation): string[] {
  const inBody = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => inSchema('', schema ?? {}));
  return [...parameters.flatMap(({ name, schema }) => inSchema(name, schema ?? {})), ...inBody];
}

function inSchema(name: string, schema: Limited): string[] {
  const inside = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
      inSchema(name ? `${name}.${key}` : key, value),
    ),
    ...(schema.items === undefined ? [] : inSchema(`${name}[]`, schema.items)),
    ...(schema.anyOf ?? []).flatMap((each) => inSchema(name, each)),
  ];
  const limit = limitText(schema);
  return limit === '' ? inside : [JSON.stringify([name || 'the body', limit]), ...inside];
}

function limitText({ minimum, maximum, maxLength, maxItems, default: preset }: Limited): string {
  return [
    maximum === undefined ? '' : `${minimum ?? 0} to ${number(maximum)}`,
    maxLength === undefined ? '' : `at most ${number(maxLength)} characters`,
    maxItems === undefined ? '' : `at most ${number(maxItems)} entries`,
    preset === undefined ? '' : `default ${JSON.stringify(preset)}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const number = (value: number): string => value.toLocaleString('en');
