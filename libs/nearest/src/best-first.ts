import type { Neighbour } from './engine.ts';

/** Orders by score, falling, then by id; in place. */
export function bestFirst(list: Neighbour[]): Neighbour[] {
  return list.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
