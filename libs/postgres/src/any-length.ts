/**
 * An array parameter whose length the planner cannot see, for `= ANY (…)` and `unnest(…)`. If it sees the length, it plans
 * a prepared statement again at every execution, which takes longer than a few lookups by key. With this it keeps one plan
 * after five executions, made for ten elements. Use it only where that plan fits every length: every lookup has an index,
 * and no join could better scan a table.
 *
 * @param parameter such as $1
 * @param type of an element
 */
export function ofAnyLength(parameter: string, type = 'text'): string {
  return `(SELECT ${parameter}::${type}[])::${type}[]`;
}
