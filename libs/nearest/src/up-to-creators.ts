import type { Neighbour } from './engine.ts';

/** Cuts a list (best first) after the first item of the last of `limit` creators. Without a limit, returns all. */
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
