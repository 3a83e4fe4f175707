import { type Checker, checker, faultsAsText, fromTexts, JophielError } from '@jophiel/errors';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';

/** Parameters and headers arrive as text and are coerced to the schema's types first; bodies are not. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check: Checker<unknown> = checker(schema);
  const read = httpPart === 'body' ? (given: unknown) => given : fromTexts(schema);
  const part = httpPart === 'querystring' ? 'query' : httpPart;
  return (given) => {
    const value = read(given);
    const checked = check(value);
    if (checked.ok) return { value: checked.value };
    const faults = checked.faults.map((fault) => ({ ...fault, path: `/${part}${fault.path}` }));
    return {
      error: new JophielError('BODY_INVALID', `The request is invalid: ${faultsAsText(faults)}`, { faults }),
    };
  };
};
