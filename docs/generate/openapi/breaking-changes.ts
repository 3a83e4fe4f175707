/** As much of an OpenAPI document as a client depends on. */
export interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/**
 * What a client of a former API could miss in the next one, one line each: an address, method or answered field that is
 * removed, a field or parameter that is newly required, and values that are no longer accepted or newly answered.
 */
export function breakingChanges(former: OpenApi, next: OpenApi): string[] {
  return Object.entries(former.paths ?? {}).flatMap(([path, operations]) => {
    const there = next.paths?.[path];
    if (there === undefined) return [`${path} is gone`];
    return Object.entries(operations).flatMap(([method, operation]) => {
      const name = `${method.toUpperCase()} ${path}`;
      const other = there[method];
      return other === undefined ? [`${name} is gone`] : ofOperation(name, operation, other);
    });
  });
}

function ofOperation(name: string, former: Operation, next: Operation): string[] {
  return [
    ...ofParameters(name, former, next),
    ...ofContent(former.requestBody?.content, next.requestBody?.content, `${name} body`, 'taken'),
    ...(next.requestBody?.required === true && former.requestBody === undefined ? [`${name} asks for a body`] : []),
    ...Object.entries(former.responses ?? {}).flatMap(([status, answer]) => {
      const other = next.responses?.[status];
      return other === undefined
        ? [`${name} answers ${status} no more`]
        : ofContent(answer.content, other.content, `${name} ${status}`, 'answered');
    }),
  ];
}

function ofParameters(name: string, former: Operation, next: Operation): string[] {
  const known = former.parameters ?? [];
  const asked = next.parameters ?? [];
  const same = (one: { name: string; in: string }) => (other: { name: string; in: string }) =>
    other.name === one.name && other.in === one.in;
  return [
    ...known.flatMap((parameter) => {
      const other = asked.find(same(parameter));
      if (other === undefined) return [`${name} takes no ${parameter.in} parameter ${parameter.name} any more`];
      return ofSchema(parameter.schema, other.schema, `${name} ${parameter.in} ${parameter.name}`, 'taken');
    }),
    ...asked
      .filter((parameter) => parameter.required === true && known.find(same(parameter))?.required !== true)
      .map((parameter) => `${name} asks for the ${parameter.in} parameter ${parameter.name}`),
  ];
}

/** Which way values go: what is taken may not become narrower, what is answered not wider. */
type Direction = 'taken' | 'answered';

function ofContent(former: Content | undefined, next: Content | undefined, place: string, way: Direction): string[] {
  return Object.entries(former ?? {}).flatMap(([type, { schema }]) =>
    next?.[type] === undefined
      ? [`${place} is ${way} as ${type} no more`]
      : ofSchema(schema, next[type].schema, place, way),
  );
}

function ofSchema(former: Schema | undefined, next: Schema | undefined, place: string, way: Direction): string[] {
  if (former === undefined || next === undefined) return [];
  return [
    ...ofValues(former, next, place, way),
    ...(way === 'taken' ? ofLimits(former, next, place) : []),
    ...ofFields(former, next, place, way),
    ...ofSchema(former.items, next.items, `${place}[]`, way),
  ];
}

/** The kinds of value that a schema lets through. */
function valuesOf({ type, enum: values, const: only, anyOf }: Schema): string[] {
  if (anyOf !== undefined) return anyOf.flatMap(valuesOf);
  if (only !== undefined) return [JSON.stringify(only)];
  if (values !== undefined) return values.map((value) => JSON.stringify(value));
  return type === undefined ? [] : [type].flat().flatMap((one) => (one === 'number' ? ['number', 'integer'] : [one]));
}

function ofValues(former: Schema, next: Schema, place: string, way: Direction): string[] {
  const [was, is] = [valuesOf(former), valuesOf(next)];
  if (was.length === 0 || is.length === 0) return [];
  const [given, expected] = way === 'taken' ? [was, is] : [is, was];
  const names = new Set(expected);
  // A text that may be any covers each that is named.
  const isCovered = (value: string) => names.has(value) || (value.startsWith('"') && names.has('string'));
  return given
    .filter((value) => !isCovered(value))
    .map((value) => (way === 'taken' ? `${place} takes ${value} no more` : `${place} may be ${value} now`));
}

function ofLimits(former: Schema, next: Schema, place: string): string[] {
  const rises = (key: 'minimum') => (next[key] ?? Number.NEGATIVE_INFINITY) > (former[key] ?? Number.NEGATIVE_INFINITY);
  const falls = (key: 'maximum' | 'maxLength' | 'maxItems') =>
    (next[key] ?? Number.POSITIVE_INFINITY) < (former[key] ?? Number.POSITIVE_INFINITY);
  const narrower = [
    ...(rises('minimum') ? ['minimum'] : []),
    ...(['maximum', 'maxLength', 'maxItems'] as const).filter(falls),
    ...(next.pattern !== undefined && next.pattern !== former.pattern ? ['pattern'] : []),
  ];
  return narrower.map((key) => `${place} has a narrower ${key}`);
}

function ofFields(former: Schema, next: Schema, place: string, way: Direction): string[] {
  const fields = Object.entries(former.properties ?? {});
  const wasRequired = new Set(former.required);
  const isRequired = new Set(next.required);
  const asked = way === 'taken' ? [...isRequired].filter((name) => !wasRequired.has(name)) : [];
  return [
    ...asked.map((name) => `${place}.${name} is asked for`),
    ...fields.flatMap(([name, schema]) => {
      const other = next.properties?.[name];
      if (other === undefined)
        return next.properties === undefined && next.anyOf !== undefined ? [] : [`${place}.${name} is gone`];
      const optional = way === 'answered' && wasRequired.has(name) && !isRequired.has(name);
      return [
        ...(optional ? [`${place}.${name} may be missing now`] : []),
        ...ofSchema(schema, other, `${place}.${name}`, way),
      ];
    }),
  ];
}

/** Whether a version says that clients of the former one have to change: its first number rose. */
export function isMajorStep(former: string, next: string): boolean {
  return Number(next.split('.')[0]) > Number(former.split('.')[0]);
}
