import type { TLocalizedValidationError } from 'typebox/error';
import { Pointer } from 'typebox/value';

/** One place where a value breaks its contract. */
export interface Fault {
  /** JSON pointer into the value, '' for the whole. */
  readonly path: string;
  /** What is wrong and what would be right, as one phrase. */
  readonly problem: string;
  /** The offending value as JSON, shortened; absent when nothing is there. */
  readonly value?: string;
}

const LONGEST_VALUE = 80;

/** Turns TypeBox's errors into faults that name place, value and remedy. */
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
  // The branches of a union say what the union's own error sums up; a bare "false" is said by additionalProperties.
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
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
