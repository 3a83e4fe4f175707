import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

const WHOLE_NUMBER = /^-?\d+$/;

type FromText = (text: unknown) => unknown;
type Described = TSchema & { readonly type?: string; readonly default?: unknown };

/**
 * Converts the texts of a query, of parameters or of an environment to the types of a schema, and fills in defaults. A
 * text that does not fit its type stays a text, which the following check refuses. The conversions are prepared once per
 * schema, because every request needs them.
 */
export function fromTexts(schema: TSchema): FromText {
  const { properties = {} } = schema as { properties?: Readonly<Record<string, Described>> };
  const readers = new Map(Object.entries(properties).map(([name, property]) => [name, fromText(property)] as const));
  const hasDefaults = Object.values(properties).some((property) => 'default' in property);
  return (given) => {
    const value: unknown = hasDefaults ? Value.Default(schema, given) : given;
    if (typeof value !== 'object' || value === null) return value;
    // Without a prototype, so that no name has a special meaning.
    const read = Object.create(null) as Record<string, unknown>;
    for (const name of Object.keys(value)) {
      const text = (value as Readonly<Record<string, unknown>>)[name];
      const reader = readers.get(name);
      read[name] = reader === undefined ? text : reader(text);
    }
    return read;
  };
}

function fromText(schema: Described): FromText {
  const convert: FromText = (text) => Value.Convert(schema, text);
  switch (schema.type) {
    case 'string':
      return (text) => (typeof text === 'string' ? text : convert(text));
    case 'integer':
      // The library would drop the decimals.
      return (text) => (typeof text === 'string' ? wholeNumber(text) : convert(text));
    default:
      return convert;
  }
}

const wholeNumber = (text: string): unknown => (WHOLE_NUMBER.test(text) ? Number(text) : text);
