import { bestFirst } from '../best-first.ts';
import type { Neighbour } from '../engine.ts';

/** Keys of assembly/best.ts, descending, each as its lower and upper half. */
export type Keys = Uint32Array;

export interface BestOptions {
  readonly k: number;
  readonly idOf: (slot: number) => string;
  /** Whether the list ends with this slot. */
  readonly isLast?: ((slot: number) => boolean) | undefined;
}

/** Merges lists and returns the best. */
export function bestOf(lists: readonly Keys[], { k, idOf, isLast = () => false }: BestOptions): Neighbour[] {
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
    const slot = ~low >>> 0;
    found.push({ id: idOf(slot), score: scoreOf(high) });
    if (isLast(slot)) break;
  }
  // Ties are in the order of slots.
  return hasTies ? bestFirst(found) : found;
}

function isGreater(keys: Keys, at: number, low: number, high: number): boolean {
  const upper = keys[at + 1]!;
  return upper > high || (upper === high && keys[at]! > low);
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The inverse of the score encoding in assembly/best.ts. */
function scoreOf(ordered: number): number {
  bits[0] = ordered >= 0x8000_0000 ? ordered - 0x8000_0000 : ~ordered;
  return float[0]!;
}
