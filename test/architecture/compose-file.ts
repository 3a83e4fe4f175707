import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { repository } from '@jophiel/local';
import { Compile } from 'typebox/schema';
import { parse } from 'yaml';

/** A service as docker compose reads it, as far as the tests look at it. */
export interface ComposeService {
  readonly image?: string;
  readonly build?: object;
  readonly pull_policy?: string;
  readonly profiles?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export const composeText = readFileSync(`${repository}docker-compose.yml`, 'utf8');

/** The file with its anchors and merge keys resolved, and its variables still in it. */
export const composeFile = parse(composeText, { merge: true }) as ComposeFile;

const schemaFile = `${dirname(createRequire(import.meta.url).resolve('dclint/package.json'))}/schemas/compose.schema.json`;
const specification = Compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);

/** Where a file departs from the JSON schema of the compose specification, as `path: problem`. */
export function departures(file: unknown): string[] {
  const [, errors] = specification.Errors(file);
  return errors.map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Every text of a value with its variables filled in: `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}`, which
 * may stand inside a default, as the compose specification says ("Interpolation").
 * @throws Error with the text after `:?` when that variable is not set or empty
 */
export function interpolated<Value>(value: Value, variables: Variables): Value {
  if (typeof value === 'string') return fill(value, variables) as Value;
  if (Array.isArray(value)) return value.map((each: unknown) => interpolated(each, variables)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, interpolated(each as unknown, variables)]),
  ) as Value;
}

function fill(text: string, variables: Variables): string {
  const start = text.indexOf('${');
  if (start === -1) return text;
  const end = closing(text, start + 2);
  const [, name, operator, rest = ''] = /^(\w+)(?:(:-|:\?)(.*))?$/s.exec(text.slice(start + 2, end)) ?? [];
  if (name === undefined) throw new Error(`"${text}" has a variable in a form that the tests do not know`);
  const set = variables[name];
  if (operator === ':?' && !set) throw new Error(`${name}: ${rest}`);
  const own = set || (operator === ':-' ? fill(rest, variables) : '');
  return text.slice(0, start) + own + fill(text.slice(end + 1), variables);
}

/** Where the brace closes that was opened before a position. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`"${text}" has a variable that does not end`);
}
