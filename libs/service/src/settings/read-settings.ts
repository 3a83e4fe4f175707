import { checker, type Fault, faultsAsText, fromTexts, JophielError } from '@jophiel/errors';
import type { Static, TObject } from 'typebox';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The variables that are set. An empty one counts as not set, as `.env.example` and docker compose (`${NAME:-}`) leave
 * them; everything that reads a setting or puts a default beside it goes through here.
 */
export function setVariables(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

/**
 * Reads the settings that a schema declares from the environment: an empty variable counts as not set, texts become
 * the declared type, defaults fill in.
 * @throws JophielError SETTING_INVALID that names each variable, its value and what would be right
 */
export function readSettings<Schema extends TObject>(schema: Schema, environment: Environment): Static<Schema> {
  const variables = setVariables(environment);
  const given = Object.keys(schema.properties)
    .filter((name) => name in variables)
    .map((name) => [name, variables[name]]);
  const value = fromTexts(schema)(Object.fromEntries(given));
  const check = checker<Schema>(schema);
  const checked = check(value);
  if (checked.ok) return checked.value;
  const faults = checked.faults.map((fault) => explained(fault, schema));
  throw new JophielError(
    'SETTING_INVALID',
    `The environment cannot be used: ${faultsAsText(faults)}. See .env.example.`,
    { faults },
  );
}

/** Names the variable instead of a path, and adds its description. */
function explained(fault: Fault, schema: TObject): Fault {
  const name = fault.path.slice(1);
  const declared: { description?: string } | undefined = schema.properties[name];
  return {
    ...fault,
    path: name,
    problem: `${fault.problem}${declared?.description ? ` [${declared.description}]` : ''}`,
  };
}
