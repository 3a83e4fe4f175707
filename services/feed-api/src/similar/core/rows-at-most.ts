import type { Filters } from '../../lists/core/filters.ts';

/**
 * How many items can pass at most, by how often the tokens of the catalogue stand in it; without conditions, all.
 * Counts of some seconds ago are good enough to choose a way by.
 */
export function rowsAtMost(
  { conditions }: Filters,
  catalogue: {
    readonly tokens: readonly { readonly name: string; readonly samples: number }[];
    readonly samples: number;
  },
): number {
  const asked = conditions.map(({ tokens }) => new Set(tokens));
  const rows = asked.map(() => 0);
  for (const { name, samples } of catalogue.tokens)
    asked.forEach((tokens, index) => {
      if (tokens.has(name)) rows[index]! += samples;
    });
  return Math.min(catalogue.samples, ...rows);
}
