/**
 * An array that is a parameter, for `= ANY (…)` and `unnest(…)`, of a length that the planner does not see. Of an
 * array that it sees it makes a plan for each length, and so plans a prepared statement anew whenever that is run: where a
 * few rows are looked up by their keys, that takes longer than to look. This way it keeps one plan after five executions,
 * which is made for ten elements. To be used where that plan is right for any length and however large the tables grow:
 * where everything has an index, and nothing is joined that could as well be read whole.
 *
 * @param parameter as the statement names it: $1
 * @param type of an element
 */
export function ofAnyLength(parameter: string, type = 'text'): string {
  return `(SELECT ${parameter}::${type}[])::${type}[]`;
}
