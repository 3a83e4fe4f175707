/** Share of the relevant items that are among the first `k` of a ranking, from 0 to 1. @param relevant at least one */
export function recallAt(ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number {
  return ranking.slice(0, k).filter((item) => relevant.has(item)).length / relevant.size;
}
