import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { type Fault, toFaults } from './faults.ts';

// The default of 8 would hide the later mistakes of a long definition.
Settings.Set({ maxErrors: 64 });

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: Fault[] };

/** A compiled contract: checks a value and lists every place at fault. Never throws. */
export type Checker<T> = (value: unknown) => Checked<T>;

export function checker<S extends TSchema>(schema: S): Checker<Static<S>> {
  const validator = Compile(schema);
  return (value) =>
    validator.Check(value) ? { ok: true, value } : { ok: false, faults: toFaults(validator.Errors(value), value) };
}
