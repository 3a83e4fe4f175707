import type { Metadata } from '@jophiel/vectors';

/** What one feature of an item has to be. */
export interface Condition {
  readonly feature: string;
  /** One way to write everything that means the same, for links, bindings and keys. */
  readonly text: string;
  /**
   * Names of tokens (`feature:key`) of which every item that meets the condition has at least one. Not each that has
   * one meets it: a token of a number is a range.
   */
  readonly tokens: readonly string[];
  holds(metadata: Metadata): boolean;
}

/** What items have to be, by features of the domain definition; all conditions have to be met. */
export interface Filters {
  readonly conditions: readonly Condition[];
  /** The same for everything that asks the same, whatever its order; empty without conditions. */
  readonly key: string;
}

export const noFilters: Filters = { conditions: [], key: '' };

/** @param metadata as the analyser sent it */
export function passes({ conditions }: Filters, metadata: Metadata): boolean {
  return conditions.every((condition) => condition.holds(metadata));
}
