import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { type Fault, toFaults } from './faults.ts';

// The library stops at 8 by default, which hides the later mistakes of a long definition from its author.
Settings.Set({ maxErrors: 64 });

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly faults: Fault[] };

/** A compiled contract: tells whether a value keeps it and, if not, where and how it does not. Never throws. */
export type Checker<T> = (value: unknown) => Checked<T>;

export function checker<S extends TSchema>(schema: S): Checker<Static<S>> {
  const validator = Compile(schema);
  return (value) =>
    validator.Check(value) ? { ok: true, value } : { ok: false, faults: toFaults(validator.Errors(value), value) };
}
