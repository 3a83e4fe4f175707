import type { Neighbour } from './engine.ts';

/** A list, the best first, up to the first item of so many creators; all of it without a number. */
export function upToCreators<Item extends Pick<Neighbour, 'id'>>(
  list: readonly Item[],
  limit: number | undefined,
  creatorOf: (item: Item) => string | number,
): readonly Item[] {
  if (limit === undefined) return list;
  const seen = new Set<string | number>();
  const last = list.findIndex((item) => seen.add(creatorOf(item)).size >= limit);
  return last === -1 ? list : list.slice(0, last + 1);
}
