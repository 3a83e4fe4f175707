const BY_FEATURES =
  'Every other parameter is a filter by the feature of that name in the domain definition, and all have to be met: terms as `one` or `one,another` (any of them); a number as `10..20`, `10..`, `..20`, `15` or `15~5%`; a position on a circle by its name, with `~1` also what is a step away.';

export const filtersDescribed = {
  absolute: BY_FEATURES,
  relative: `${BY_FEATURES} Relative to the sample itself are \`~5%\` and \`~1\`.`,
} as const;
