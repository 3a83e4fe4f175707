export interface Share<Item> {
  readonly weight: number;
  readonly items: readonly Item[];
}

/**
 * Each list has its share at every length: the next item is from the list with the highest weight / (2 · taken + 1)
 * (Webster 1832, Sainte-Laguë 1910). A list that ends leaves its turns to the others.
 */
export function inProportion<Item>(
  shares: readonly Share<Item>[],
  limit: number,
  idOf: (item: Item) => string,
): { readonly item: Item; readonly share: number }[] {
  const chosen: { item: Item; share: number }[] = [];
  const seen = new Set<string>();
  const queues = shares.map(({ weight, items }, share) => ({ weight, share, taken: 0, left: items.values() }));
  const open = new Set(queues);
  while (chosen.length < limit && open.size > 0) {
    const next = [...open].reduce((best, queue) => (quotient(queue) > quotient(best) ? queue : best));
    const { value: item, done } = next.left.next();
    if (done === true) open.delete(next);
    else if (!seen.has(idOf(item))) {
      seen.add(idOf(item));
      chosen.push({ item, share: next.share });
      next.taken += 1;
    }
  }
  return chosen;
}

function quotient({ weight, taken }: { readonly weight: number; readonly taken: number }): number {
  return weight / (2 * taken + 1);
}
