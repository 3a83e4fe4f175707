/**
 * The order of what scores the same: by the code units of the ids, which for all characters up to U+FFFF is the order of
 * PostgreSQL's collation "C".
 */
export function byId(one: { readonly sampleId: string }, other: { readonly sampleId: string }): number {
  if (one.sampleId === other.sampleId) return 0;
  return one.sampleId < other.sampleId ? -1 : 1;
}
