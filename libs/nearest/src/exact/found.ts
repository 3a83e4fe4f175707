import { bestFirst } from '../best-first.ts';
import type { Neighbour } from '../engine.ts';

/** Keys of rows as assembly/best.ts makes them, falling, each as its lower and its upper half. */
export type Keys = Uint32Array;

/** The best k of several lists. */
export function bestOf(lists: readonly Keys[], k: number, idOf: (slot: number) => string): Neighbour[] {
  const next = lists.map(() => 0);
  const found: Neighbour[] = [];
  let hasTies = false;
  let last = Number.NaN;
  while (found.length < k) {
    let best = -1;
    let low = 0;
    let high = 0;
    for (let list = 0; list < lists.length; list++) {
      const keys = lists[list]!;
      const at = next[list]!;
      if (at >= keys.length || (best !== -1 && !isGreater(keys, at, low, high))) continue;
      best = list;
      low = keys[at]!;
      high = keys[at + 1]!;
    }
    if (best === -1) break;
    next[best]! += 2;
    hasTies ||= high === last;
    last = high;
    found.push({ id: idOf(~low >>> 0), score: scoreOf(high) });
  }
  // Keys that tie are in the order of slots.
  return hasTies ? bestFirst(found) : found;
}

function isGreater(keys: Keys, at: number, low: number, high: number): boolean {
  const upper = keys[at + 1]!;
  return upper > high || (upper === high && keys[at]! > low);
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** What assembly/best.ts makes of a score, back. */
function scoreOf(ordered: number): number {
  bits[0] = ordered >= 0x8000_0000 ? ordered - 0x8000_0000 : ~ordered;
  return float[0]!;
}
