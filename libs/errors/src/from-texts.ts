import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

const WHOLE_NUMBER = /^-?\d+$/;

/**
 * Turns the texts of a query, of parameters or of an environment into the types that a schema declares, and fills in
 * its defaults. What does not look like the type stays a text, for the check that follows to refuse.
 */
export function fromTexts(schema: TSchema, given: unknown): unknown {
  const value: unknown = Value.Default(schema, given);
  if (typeof value !== 'object' || value === null) return value;
  const properties = (schema as { properties?: Readonly<Record<string, TSchema>> }).properties ?? {};
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => [name, fromText(properties[name], text)] as const),
  );
}

function fromText(schema: TSchema | undefined, text: unknown): unknown {
  if (schema === undefined) return text;
  // The library would cut off what is behind the point.
  const isWhole = (schema as { type?: string }).type === 'integer';
  return isWhole && typeof text === 'string' && !WHOLE_NUMBER.test(text) ? text : Value.Convert(schema, text);
}
