/** Orders items by a key, the highest first, and equal keys by id, so that it does not matter how items are numbered. */
export interface ItemOrder {
  /** By place in the list that is ordered. */
  readonly keys: Float64Array;
  /** The sample id of an item. */
  idOf(item: number): string;
}

/**
 * Moves the `k` best of the first `count` items to the front, in no order; keys move along.
 * @returns how many these are
 */
export function keepBest(items: Uint32Array, count: number, k: number, order: ItemOrder): number {
  if (count <= k) return count;
  if (k === 0) return 0;
  makeHeap(items, k, order);
  for (let i = k; i < count; i++) {
    if (!isBetter(items, i, 0, order)) continue;
    swap(items, i, 0, order);
    siftDown(items, k, 0, order);
  }
  return k;
}

/** Sorts the first `count` items, best first; keys move along. */
export function sortBest(items: Uint32Array, count: number, order: ItemOrder): void {
  makeHeap(items, count, order);
  for (let end = count - 1; end > 0; end--) {
    swap(items, 0, end, order);
    siftDown(items, end, 0, order);
  }
}

/** A heap with the worst on top. */
function makeHeap(items: Uint32Array, size: number, order: ItemOrder): void {
  for (let root = (size >> 1) - 1; root >= 0; root--) siftDown(items, size, root, order);
}

function isBetter(items: Uint32Array, a: number, b: number, { keys, idOf }: ItemOrder): boolean {
  const difference = keys[a]! - keys[b]!;
  return difference > 0 || (difference === 0 && idOf(items[a]!) < idOf(items[b]!));
}

function siftDown(items: Uint32Array, size: number, from: number, order: ItemOrder): void {
  for (let parent = from; ;) {
    const left = 2 * parent + 1;
    if (left >= size) return;
    const right = left + 1;
    const child = right < size && isBetter(items, left, right, order) ? right : left;
    if (!isBetter(items, parent, child, order)) return;
    swap(items, parent, child, order);
    parent = child;
  }
}

function swap(items: Uint32Array, a: number, b: number, { keys }: ItemOrder): void {
  const item = items[a]!;
  const key = keys[a]!;
  items[a] = items[b]!;
  keys[a] = keys[b]!;
  items[b] = item;
  keys[b] = key;
}
