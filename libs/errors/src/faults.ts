import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/value';

/** A place where a value breaks its contract. */
export interface Fault {
  /** JSON pointer into the value; '' for the value itself. */
  readonly path: string;
  /** What is wrong and what would be right, as a phrase. */
  readonly problem: string;
  /** The value as JSON, shortened; absent when the value is missing. */
  readonly value?: string;
}

const MAX_VALUE_LENGTH = 80;

/** Converts TypeBox errors to faults with path, value and remedy. */
export function toFaults(errors: readonly TLocalizedValidationError[], root: unknown): Fault[] {
  const faults = errors.flatMap((error) => describe(error, errors, root));
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = `${fault.path} ${fault.problem}`;
    return !seen.has(key) && seen.add(key);
  });
}

export function faultAt(root: unknown, path: string, problem: string): Fault {
  const value: unknown = Pointer.Get(root, path);
  return value === undefined ? { path, problem } : { path, problem, value: shorten(value) };
}

export function faultsAsText(faults: readonly Fault[]): string {
  return faults
    .map(({ path, problem, value }) => `${path || '/'} ${problem}${value === undefined ? '' : ` (it is ${value})`}`)
    .join('; ');
}

function describe(error: TLocalizedValidationError, all: readonly TLocalizedValidationError[], root: unknown): Fault[] {
  const { instancePath, schemaPath } = error;
  // The error of a union sums up its branches; additionalProperties reports what a bare "false" would.
  if (schemaPath.includes('/anyOf/') || error.keyword === 'boolean') return [];
  switch (error.keyword) {
    case 'anyOf': {
      const branches = all.filter((other) => other.schemaPath.startsWith(`${schemaPath}/anyOf/`));
      const choices = [...new Set(branches.filter((other) => other.instancePath === instancePath).map(phrase))];
      return [faultAt(root, instancePath, choices.join(' or ') || error.message)];
    }
    case 'additionalProperties':
      return error.params.additionalProperties.map((key) =>
        faultAt(root, child(instancePath, key), 'is not a known key; remove it or correct its spelling'),
      );
    case 'required':
      return error.params.requiredProperties.map((key) => faultAt(root, child(instancePath, key), 'is missing'));
    default:
      return [faultAt(root, instancePath, phrase(error))];
  }
}

function phrase(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'enum':
      return `must be one of ${error.params.allowedValues.map(shorten).join(', ')}`;
    case 'const':
      return `must be ${shorten(error.params.allowedValue)}`;
    case 'pattern':
      return `must match ${String(error.params.pattern)}`;
    default:
      return error.message;
  }
}

function child(path: string, key: string): string {
  return `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}
