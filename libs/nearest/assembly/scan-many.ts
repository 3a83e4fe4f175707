import { offer } from './best';
import { slotOf } from './filter';
import { laneOf, PAGE_HEADER, Page, paddedEntries, Row, ROW_BYTES, SCORES, Tile } from './layout';

/**
 * Scores the rows of a page for 32 queries at once. The queries lie transposed, so that one value of a row meets the 32
 * values of its dimension in eight multiply-adds, and the eight accumulators never leave their registers.
 */
export function scanMany(page: usize, tile: Tile, thread: usize): void {
  const queries: usize = tile.queries;
  const rows = changetype<Page>(page).rows;
  for (let number: u32 = 0; number < rows; number++) {
    const row = changetype<Row>(page + PAGE_HEADER + number * ROW_BYTES);
    if (!row.payload) continue;
    const freshness = f32x4.splat(row.freshness);
    let s0 = noveltyOf(tile, 0, freshness);
    let s1 = noveltyOf(tile, 16, freshness);
    let s2 = noveltyOf(tile, 32, freshness);
    let s3 = noveltyOf(tile, 48, freshness);
    let s4 = noveltyOf(tile, 64, freshness);
    let s5 = noveltyOf(tile, 80, freshness);
    let s6 = noveltyOf(tile, 96, freshness);
    let s7 = noveltyOf(tile, 112, freshness);
    const entries: u32 = row.entries;
    const values = page + row.payload;
    const indices = values + (paddedEntries(row) << 2);
    for (let i: u32 = 0; i < entries; i++) {
      const value = v128.load_splat<f32>(values + (i << 2));
      const dimension = queries + ((<usize>load<u16>(indices + (i << 1))) << 7);
      s0 = f32x4.relaxed_madd(value, v128.load(dimension, 0), s0);
      s1 = f32x4.relaxed_madd(value, v128.load(dimension, 16), s1);
      s2 = f32x4.relaxed_madd(value, v128.load(dimension, 32), s2);
      s3 = f32x4.relaxed_madd(value, v128.load(dimension, 48), s3);
      s4 = f32x4.relaxed_madd(value, v128.load(dimension, 64), s4);
      s5 = f32x4.relaxed_madd(value, v128.load(dimension, 80), s5);
      s6 = f32x4.relaxed_madd(value, v128.load(dimension, 96), s6);
      s7 = f32x4.relaxed_madd(value, v128.load(dimension, 112), s7);
    }
    const reached =
      reach(s0, thread, 0) |
      (reach(s1, thread, 16) << 4) |
      (reach(s2, thread, 32) << 8) |
      (reach(s3, thread, 48) << 12) |
      (reach(s4, thread, 64) << 16) |
      (reach(s5, thread, 80) << 20) |
      (reach(s6, thread, 96) << 24) |
      (reach(s7, thread, 112) << 28);
    if (!reached) continue;
    const scores = thread + SCORES;
    v128.store(scores, s0, 0);
    v128.store(scores, s1, 16);
    v128.store(scores, s2, 32);
    v128.store(scores, s3, 48);
    v128.store(scores, s4, 64);
    v128.store(scores, s5, 80);
    v128.store(scores, s6, 96);
    v128.store(scores, s7, 112);
    offerReached(thread, reached, number, slotOf(page, number));
  }
}

/** Where the sums begin: the weighted novelty of the row in four lanes. */
function noveltyOf(tile: Tile, at: usize, freshness: v128): v128 {
  const novelty = f32x4.min(f32x4.mul(v128.load(tile.decays + at), freshness), f32x4.splat(1));
  return f32x4.mul(novelty, v128.load(tile.novelties + at));
}

/** Which of four lanes have reached their threshold, a bit each. */
function reach(scores: v128, thread: usize, at: usize): u32 {
  return <u32>i32x4.bitmask(f32x4.ge(scores, v128.load(thread + at)));
}

function offerReached(thread: usize, reached: u32, number: u32, slot: u32): void {
  while (reached) {
    const lane = ctz(reached);
    reached &= reached - 1;
    const score = load<f32>(thread + SCORES + (lane << 2));
    offer(laneOf(thread, lane), thread + (lane << 2), number, slot, score);
  }
}
