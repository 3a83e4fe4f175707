import { offer } from './best';
import { isAllowed, writeMask } from './filter';
import {
  filterOf,
  laneOf,
  noveltyOf,
  Page,
  PANEL,
  paddedEntries,
  PANEL_LANES,
  queryOf,
  reach,
  rowOf,
  Thread,
  Tile,
  touch,
} from './layout';

/**
 * Scores the rows of a page for the 32 queries of a panel. The queries are transposed: each value of a row takes eight
 * multiply-adds with the 32 values of its dimension, and the eight sums stay in registers.
 * @param promising a bit for each lane that needs the page
 */
export function scanPanel(page: usize, tile: Tile, thread: Thread, panel: u32, promising: u32): void {
  touch(page, thread);
  const first = panel * PANEL_LANES;
  openLanes(page, tile, thread, first, promising);
  const at = panel * PANEL;
  const decays = tile.decays + at;
  const novelties = tile.novelties + at;
  const thresholds = thread.thresholds + at;
  const queries = queryOf(tile, first);
  const rows = changetype<Page>(page).rows;
  for (let number: u32 = 0; number < rows; number++) {
    const row = rowOf(page, number);
    if (!row.payload) continue;
    const freshness = f32x4.splat(row.freshness);
    let s0 = noveltyOf(decays, novelties, freshness);
    let s1 = noveltyOf(decays + 16, novelties + 16, freshness);
    let s2 = noveltyOf(decays + 32, novelties + 32, freshness);
    let s3 = noveltyOf(decays + 48, novelties + 48, freshness);
    let s4 = noveltyOf(decays + 64, novelties + 64, freshness);
    let s5 = noveltyOf(decays + 80, novelties + 80, freshness);
    let s6 = noveltyOf(decays + 96, novelties + 96, freshness);
    let s7 = noveltyOf(decays + 112, novelties + 112, freshness);
    const entries: u32 = row.entries;
    const values = page + row.payload;
    const indices = values + (paddedEntries(row) << 2);
    for (let i: u32 = 0; i < entries; i++) {
      const value = v128.load_splat<f32>(values + (i << 2));
      const dimension = queries + <usize>load<u16>(indices + (i << 1)) * PANEL;
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
      promising &
      (reach(s0, thresholds) |
        (reach(s1, thresholds + 16) << 4) |
        (reach(s2, thresholds + 32) << 8) |
        (reach(s3, thresholds + 48) << 12) |
        (reach(s4, thresholds + 64) << 16) |
        (reach(s5, thresholds + 80) << 20) |
        (reach(s6, thresholds + 96) << 24) |
        (reach(s7, thresholds + 112) << 28));
    if (!reached) continue;
    const scores = thread.scores;
    v128.store(scores, s0, 0);
    v128.store(scores, s1, 16);
    v128.store(scores, s2, 32);
    v128.store(scores, s3, 48);
    v128.store(scores, s4, 64);
    v128.store(scores, s5, 80);
    v128.store(scores, s6, 96);
    v128.store(scores, s7, 112);
    offerReached(tile, thread, first, reached, page, number);
  }
}

function openLanes(page: usize, tile: Tile, thread: Thread, first: u32, lanes: u32): void {
  for (; lanes; lanes &= lanes - 1) {
    const number = first + ctz(lanes);
    const lane = laneOf(thread, number);
    lane.scored += changetype<Page>(page).live;
    if (lane.mask) writeMask(page, filterOf(tile, number), lane.mask);
  }
}

function offerReached(tile: Tile, thread: Thread, first: u32, reached: u32, page: usize, row: u32): void {
  for (; reached; reached &= reached - 1) {
    const place = ctz(reached);
    if (isAllowed(laneOf(thread, first + place), row))
      offer(tile, thread, first + place, <u32>page + row, load<f32>(thread.scores + (place << 2)));
  }
}
