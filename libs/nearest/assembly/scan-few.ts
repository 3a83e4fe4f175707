import { offer } from './best';
import { isAllowed, writeMask } from './filter';
import {
  Bound,
  CHUNK,
  CHUNK_BYTES,
  CHUNK_INDICES,
  chunksOf,
  FEW,
  Few,
  filterOf,
  laneOf,
  noveltyOf,
  Page,
  PANEL,
  paddedEntries,
  queryOf,
  reach,
  rowOf,
  Thread,
  Tile,
  touch,
  UNBOUNDED,
} from './layout';

/** Bytes of one value for FEW lanes. */
const FEW_BYTES: u32 = FEW * 4;

/**
 * Scores the rows of a page for the few lanes that need it. Their queries are first packed for the dimensions of the
 * page. Then each value of a row takes four multiply-adds with the 16 values of its dimension, and the sums stay in
 * registers.
 */
export function scanFew(bound: Bound, tile: Tile, thread: Thread): void {
  const few = thread.few;
  for (let place: u32 = 0; place < few.count; place++) bringIn(bound, tile, thread, place);
  for (let place = few.count; place < FEW; place++) store<f32>(few.thresholds + (place << 2), NaN);
  touch(bound.page, thread);
  gatherQueries(bound, tile, few);
  scanRows(bound.page, tile, thread);
}

function bringIn(bound: Bound, tile: Tile, thread: Thread, place: u32): void {
  const few = thread.few;
  const number = load<u32>(few.lanes + (place << 2));
  const at = place << 2;
  const from = number << 2;
  store<u32>(few.queries + at, <u32>queryOf(tile, number));
  store<f32>(few.thresholds + at, load<f32>(thread.thresholds + from));
  store<f32>(few.decays + at, load<f32>(tile.decays + from));
  store<f32>(few.novelties + at, load<f32>(tile.novelties + from));
  const lane = laneOf(thread, number);
  lane.scored += changetype<Page>(bound.page).live;
  if (lane.mask) writeMask(bound.page, filterOf(tile, number), lane.mask);
}

function gatherQueries(bound: Bound, tile: Tile, few: Few): void {
  if (bound.count == UNBOUNDED) {
    for (let dimension: u32 = 0; dimension < tile.dimensions; dimension++) gatherDimension(few, dimension);
    return;
  }
  const chunks = chunksOf(bound);
  for (let i: u32 = 0; i < bound.count; i++) {
    const index = chunks + (i / CHUNK) * CHUNK_BYTES + CHUNK_INDICES + ((i % CHUNK) << 1);
    gatherDimension(few, load<u16>(index));
  }
}

function gatherDimension(few: Few, dimension: u32): void {
  const into = few.table + dimension * FEW_BYTES;
  const count = few.count;
  for (let place: u32 = 0; place < count; place++) {
    const query: usize = load<u32>(few.queries + (place << 2));
    store<f32>(into + (place << 2), load<f32>(query + dimension * PANEL));
  }
}

function scanRows(page: usize, tile: Tile, thread: Thread): void {
  const few = thread.few;
  const table: usize = few.table;
  const rows = changetype<Page>(page).rows;
  for (let number: u32 = 0; number < rows; number++) {
    const row = rowOf(page, number);
    if (!row.payload) continue;
    const freshness = f32x4.splat(row.freshness);
    let s0 = noveltyOf(few.decays, few.novelties, freshness);
    let s1 = noveltyOf(few.decays + 16, few.novelties + 16, freshness);
    let s2 = noveltyOf(few.decays + 32, few.novelties + 32, freshness);
    let s3 = noveltyOf(few.decays + 48, few.novelties + 48, freshness);
    const entries: u32 = row.entries;
    const values = page + row.payload;
    const indices = values + (paddedEntries(row) << 2);
    for (let i: u32 = 0; i < entries; i++) {
      const value = v128.load_splat<f32>(values + (i << 2));
      const dimension = table + <usize>load<u16>(indices + (i << 1)) * FEW_BYTES;
      s0 = f32x4.relaxed_madd(value, v128.load(dimension, 0), s0);
      s1 = f32x4.relaxed_madd(value, v128.load(dimension, 16), s1);
      s2 = f32x4.relaxed_madd(value, v128.load(dimension, 32), s2);
      s3 = f32x4.relaxed_madd(value, v128.load(dimension, 48), s3);
    }
    const reached =
      reach(s0, few.thresholds) |
      (reach(s1, few.thresholds + 16) << 4) |
      (reach(s2, few.thresholds + 32) << 8) |
      (reach(s3, few.thresholds + 48) << 12);
    if (!reached) continue;
    const scores = few.scores;
    v128.store(scores, s0, 0);
    v128.store(scores, s1, 16);
    v128.store(scores, s2, 32);
    v128.store(scores, s3, 48);
    offerReached(tile, thread, reached, page, number);
  }
}

function offerReached(tile: Tile, thread: Thread, reached: u32, page: usize, row: u32): void {
  const few = thread.few;
  for (; reached; reached &= reached - 1) {
    const at = ctz(reached) << 2;
    const lane = load<u32>(few.lanes + at);
    if (!isAllowed(laneOf(thread, lane), row)) continue;
    offer(tile, thread, lane, <u32>page + row, load<f32>(few.scores + at));
    store<f32>(few.thresholds + at, load<f32>(thread.thresholds + (lane << 2)));
  }
}
