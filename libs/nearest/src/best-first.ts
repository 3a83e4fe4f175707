import type { Neighbour } from './engine.ts';

/** Sorts in place by descending score, then by id. */
export function bestFirst(list: Neighbour[]): Neighbour[] {
  return list.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
