import { Lane, laneOf, Thread, Tile } from './layout';

/*
 * The best k of a stream: keys above a running threshold are appended, and quickselect cuts the list when it is full.
 *
 * A key is a score and a slot in one integer. Comparing keys compares scores; the lower slot wins ties. So an answer
 * does not depend on the order in which threads find rows.
 */

function keyOf(score: f32, slot: u32): u64 {
  // Encodes a float as an unsigned integer of the same order; + 0 turns −0 into 0.
  const bits = reinterpret<u32>(score + 0);
  const ordered = bits & 0x8000_0000 ? ~bits : bits | 0x8000_0000;
  return ((<u64>ordered) << 32) | ~slot;
}

function scoreOf(ordered: u32): f32 {
  return reinterpret<f32>(ordered & 0x8000_0000 ? ordered ^ 0x8000_0000 : ~ordered);
}

/** Adds a row that reached the threshold. */
export function offer(tile: Tile, thread: Thread, number: u32, slot: u32, score: f32): void {
  const lane = laneOf(thread, number);
  const key = keyOf(score, slot);
  if (key <= lane.floor) return;
  store<u64>(lane.keys + (lane.count << 3), key);
  lane.count += 1;
  if (lane.count < lane.capacity) return;
  cut(lane);
  raise(tile.reached + (number << 2), <u32>(lane.floor >> 32));
  listen(tile, thread, number);
}

/** Shares a score that k rows reach, so other threads can skip lower scores. */
function raise(reached: usize, ordered: u32): void {
  let known = atomic.load<u32>(reached);
  while (known < ordered) {
    const before = atomic.cmpxchg<u32>(reached, known, ordered);
    if (before == known) return;
    known = before;
  }
}

/** Takes over the highest shared score. */
export function listen(tile: Tile, thread: Thread, lane: u32): void {
  store<f32>(thread.thresholds + (lane << 2), scoreOf(load<u32>(tile.reached + (lane << 2))));
}

/** Keeps the best k, best first. */
export function finish(lane: Lane): void {
  if (lane.count > lane.k) cut(lane);
  if (lane.count > 1) sort(lane.keys, 0, lane.count - 1);
}

function cut(lane: Lane): void {
  select(lane.keys, lane.count, lane.k);
  lane.count = lane.k;
  let least = u64.MAX_VALUE;
  for (let i: u32 = 0; i < lane.k; i++) least = min(least, at(lane.keys, i));
  lane.floor = least;
}

function at(keys: usize, i: u32): u64 {
  return load<u64>(keys + (i << 3));
}

/** Moves the k greatest to the front. */
function select(keys: usize, count: u32, k: u32): void {
  let low: u32 = 0;
  let high = count - 1;
  while (low < high) {
    const middle = partition(keys, low, high);
    if (k <= middle) high = middle;
    else low = middle + 1;
  }
}

/** Descending. */
function sort(keys: usize, low: u32, high: u32): void {
  while (low < high) {
    const middle = partition(keys, low, high);
    sort(keys, low, middle);
    low = middle + 1;
  }
}

/**
 * Hoare's partition: afterwards nothing in [low, result] is less than anything in [result + 1, high]; low ≤ result <
 * high.
 */
function partition(keys: usize, low: u32, high: u32): u32 {
  const pivot = at(keys, low + ((high - low) >> 1));
  let i = low - 1;
  let j = high + 1;
  while (true) {
    do i++;
    while (at(keys, i) > pivot);
    do j--;
    while (at(keys, j) < pivot);
    if (i >= j) return j;
    const greater = at(keys, j);
    store<u64>(keys + (j << 3), at(keys, i));
    store<u64>(keys + (i << 3), greater);
  }
}
