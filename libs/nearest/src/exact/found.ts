import { bestFirst } from '../best-first.ts';
import type { Neighbour } from '../engine.ts';

/** Keys of rows as assembly/best.ts makes them, falling, each as its lower and its upper half. */
export type Keys = Uint32Array;

/** The best k of several lists. */
export function bestOf(lists: readonly Keys[], k: number, idOf: (slot: number) => string): Neighbour[] {
  const next = lists.map(() => 0);
  const found: Neighbour[] = [];
  while (found.length < k) {
    let best: number | undefined;
    for (let list = 0; list < lists.length; list++)
      if (next[list]! < lists[list]!.length && (best === undefined || isGreater(lists, next, list, best))) best = list;
    if (best === undefined) break;
    const at = next[best]!;
    const keys = lists[best]!;
    found.push({ id: idOf(~keys[at]! >>> 0), score: scoreOf(keys[at + 1]!) });
    next[best]! += 2;
  }
  // Keys that tie are in the order of slots.
  return bestFirst(found);
}

function isGreater(lists: readonly Keys[], next: readonly number[], one: number, other: number): boolean {
  const half = (list: number, which: 0 | 1) => lists[list]![next[list]! + which]!;
  const difference = half(one, 1) - half(other, 1);
  return difference > 0 || (difference === 0 && half(one, 0) > half(other, 0));
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** What assembly/best.ts makes of a score, back. */
function scoreOf(ordered: number): number {
  bits[0] = ordered >= 0x8000_0000 ? ordered - 0x8000_0000 : ~ordered;
  return float[0]!;
}
