/**
 * What is left of items by their position: exp(−p / scale), where p is the number of items with a newer interaction. Items
 * of one moment share the mean of their positions.
 * @param newest epoch ms of the newest interaction, by item
 * @param scale the position at which an item counts 1/e
 * @returns factors in (0, 1], by item
 */
export function positionFactors(newest: ReadonlyMap<string, number>, scale: number): Map<string, number> {
  const factors = new Map<string, number>();
  const byTime = [...Map.groupBy(newest.keys(), (item) => newest.get(item)!)].sort(([a], [b]) => b - a);
  let newer = 0;
  for (const [, items] of byTime) {
    const factor = Math.exp(-(newer + (items.length - 1) / 2) / scale);
    for (const item of items) factors.set(item, factor);
    newer += items.length;
  }
  return factors;
}

/** Epoch ms of the newest interaction, by item. */
export function newestTimes(
  interactions: Iterable<{ readonly sampleId: string; readonly at: number }>,
): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { sampleId, at } of interactions)
    newest.set(sampleId, Math.max(at, newest.get(sampleId) ?? Number.NEGATIVE_INFINITY));
  return newest;
}
