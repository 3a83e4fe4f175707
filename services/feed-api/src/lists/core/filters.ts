import type { Metadata } from '@jophiel/vectors';

export interface Condition {
  readonly feature: string;
  /** Canonical: equal conditions have equal texts. For links, bindings and keys. */
  readonly text: string;
  /** Items that meet the condition have one of these tokens. The reverse is false: a number's token is a range. */
  readonly tokens: readonly string[];
  holds(metadata: Metadata): boolean;
}

export interface Filters {
  readonly conditions: readonly Condition[];
  readonly key: string;
}

export const noFilters: Filters = { conditions: [], key: '' };

export function passes({ conditions }: Filters, metadata: Metadata): boolean {
  return conditions.every((condition) => condition.holds(metadata));
}
