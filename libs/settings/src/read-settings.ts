import { checker, type Fault, faultsAsText, fromTexts, JophielError } from '@jophiel/errors';
import type { Static, TObject } from 'typebox';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings that a schema declares from the environment: an empty variable counts as not set, texts become
 * the declared type, defaults fill in.
 * @throws JophielError SETTING_INVALID that names each variable, its value and what would be right
 */
export function readSettings<Schema extends TObject>(schema: Schema, environment: Environment): Static<Schema> {
  const given = Object.keys(schema.properties)
    .map((name) => [name, environment[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
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

/** Variables are named, not pointed at, and what they are for helps more than what is wrong with them. */
function explained(fault: Fault, schema: TObject): Fault {
  const name = fault.path.slice(1);
  const declared: { description?: string } | undefined = schema.properties[name];
  return {
    ...fault,
    path: name,
    problem: `${fault.problem}${declared?.description ? ` [${declared.description}]` : ''}`,
  };
}
