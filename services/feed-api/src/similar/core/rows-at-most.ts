import type { Filters } from '../../lists/core/filters.ts';

/** Upper bound of the items that pass, from the token counts. Counts that are some seconds old are good enough. */
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
