import { checker } from '@jophiel/errors';
import type { Random } from '@jophiel/generator';
import type { TSchema } from 'typebox';

/** A part of JSON Schema, as the routes use it. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Omit<Operation, 'method' | 'path'>>>>>;
}

export function operationsOf({ paths }: OpenApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

/** What nobody expects in a place. */
const wild: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '0',
  '-7',
  'null',
  '\u0000',
  '𝄞'.repeat(40),
  'x'.repeat(600),
  '../../etc/passwd',
  "'; DROP TABLE jophiel.users; --",
  '%00%2f..',
  '{"a":1}',
  [],
  {},
  [[[[]]]],
  { constructor: { prototype: 1 } },
];

/** A value that mostly keeps a schema, and sometimes nothing. */
function valueFor(schema: Schema, random: Random, depth = 0): unknown {
  if (random.below(12) === 0) return random.pick(wild);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return valueFor(random.pick(schema.anyOf), random, depth);
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const { minimum = -5, maximum = 1_000 } = schema;
      const edge = random.below(6);
      if (edge === 0) return minimum;
      if (edge === 1) return maximum;
      return minimum + random.below(Math.min(maximum - minimum, 50) + 1);
    }
    case 'boolean':
      return random.below(2) === 0;
    case 'array': {
      const length = random.below(Math.min(schema.maxItems ?? 4, depth > 3 ? 1 : 4) + 1);
      return Array.from({ length }, () => valueFor(schema.items ?? {}, random, depth + 1));
    }
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([name, own]) =>
          (schema.required?.includes(name) === true ? random.below(15) > 0 : random.below(2) === 0)
            ? [[name, valueFor(own, random, depth + 1)] as const]
            : [],
        ),
      );
    case 'string':
      return random.pick(['1', '2', '17', 'trap', 'user.interaction.like', '2026-11-30T12:00:00.000Z', 'a b', 'ñ']);
    default:
      return random.pick([1, 'x', true, null, {}]);
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export interface MadeRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A request of an operation, drawn from its schemas. */
export function requestFor({ path, method, parameters = [], requestBody }: Operation, random: Random): MadeRequest {
  const values = new Map(parameters.map((one) => [one, textOf(valueFor(one.schema, random))]));
  const of = (place: string) => [...values].filter(([one]) => one.in === place);
  let filled = path;
  for (const [{ name }, value] of of('path')) filled = filled.replace(`{${name}}`, encodeURIComponent(value));
  const query = new URLSearchParams(
    of('query')
      .filter(() => random.below(3) === 0)
      .map(([{ name }, value]): [string, string] => [name, value]),
  );
  if (random.below(20) === 0) query.append('unknown', 'x');
  const headers = Object.fromEntries(
    of('header')
      .filter(([, value]) => /^[\x20-\x7e]+$/.test(value) && random.below(3) === 0)
      .map(([{ name }, value]) => [name, value]),
  );
  const url = query.size === 0 ? filled : `${filled}?${query.toString()}`;
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return { path: url, method, headers };
  const json = JSON.stringify(valueFor(schema, random));
  const body = random.below(20) === 0 ? json.slice(0, -1) : json;
  const type = random.pick([...Array<string>(12).fill('application/json'), 'application/x-ndjson', 'text/plain']);
  return { path: url, method, headers: { ...headers, 'content-type': type }, body };
}

const checkers = new Map<Schema, ReturnType<typeof checker>>();

/**
 * What is wrong with an answer: a status or a content that the document does not declare, or one that breaks its schema.
 * @param body undefined for a stream, which has no end
 */
export function answerFault(
  { responses }: Operation,
  answer: { readonly status: number; readonly type: string | null; readonly body: string | undefined },
): string | undefined {
  const { status, type, body } = answer;
  // The document declares 5xx for a part that is away. All parts are there, so a defect answers with 500.
  if (status === 500) return `500: ${body}`;
  const declared = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
  if (declared === undefined) return `the status ${status} is not declared`;
  const kind = type?.split(';')[0] ?? '';
  const schema = declared.content?.[kind]?.schema;
  if (schema === undefined) return `${status} with "${kind}" is not declared`;
  if (!kind.endsWith('json') || body === undefined) return undefined;
  const check = checkers.get(schema) ?? checker(schema as TSchema);
  checkers.set(schema, check);
  const checked = check(JSON.parse(body));
  return checked.ok ? undefined : `${status} breaks its schema: ${JSON.stringify(checked.faults)} in ${body}`;
}
