import { gather, sumOf } from './dot';
import {
  Bound,
  CHUNK,
  CHUNK_BYTES,
  CHUNK_INDICES,
  chunksOf,
  endOfChunks,
  noveltyOf,
  PANEL,
  PANEL_LANES,
  queryOf,
  Tile,
  UNBOUNDED,
} from './layout';

/*
 * An upper bound of the scores of a page: per dimension the maximum above 0 where the query is above 0, or the minimum
 * below 0 where it is below; plus the novelty of the newest row. SLACK covers the different order of the sums: the
 * error of a sum of n products is at most n·2⁻²⁴·|query|·|row| (Higham, Accuracy and Stability of Numerical Algorithms,
 * 3.1), and n is at most 512.
 */
const SLACK: f32 = 4e-5;

/** The bound for a lane that is scanned alone. */
export function boundOne(bound: Bound, tile: Tile, lane: u32): f32 {
  if (bound.count == UNBOUNDED) return Infinity;
  const queries = queryOf(tile, lane);
  const at = lane << 2;
  const zero = f32x4.splat(0);
  const end = endOfChunks(bound);
  let one = zero;
  let two = zero;
  for (let chunk = chunksOf(bound); chunk < end; chunk += CHUNK_BYTES) {
    one = f32x4.add(
      one,
      f32x4.relaxed_max(f32x4.mul(v128.load(chunk, 0), gather(queries, chunk + CHUNK_INDICES)), zero),
    );
    two = f32x4.add(
      two,
      f32x4.relaxed_max(f32x4.mul(v128.load(chunk, 16), gather(queries, chunk + CHUNK_INDICES + 8)), zero),
    );
  }
  const novelty = load<f32>(tile.novelties + at) * min<f32>(load<f32>(tile.decays + at) * bound.freshest, 1);
  const sum = sumOf(f32x4.add(one, two)) + max<f32>(novelty, 0);
  return sum + SLACK * (sum + load<f32>(tile.lengths + at) * bound.longest);
}

/** Writes the 32 bounds for the queries of a panel. */
export function boundPanel(bound: Bound, tile: Tile, panel: u32, bounds: usize): void {
  if (bound.count == UNBOUNDED) {
    for (let at: u32 = 0; at < PANEL; at += 16) v128.store(bounds + at, f32x4.splat(Infinity));
    return;
  }
  const zero = f32x4.splat(0);
  const freshest = f32x4.splat(bound.freshest);
  const first = panel * PANEL;
  const queries = queryOf(tile, panel * PANEL_LANES);
  let s0 = f32x4.relaxed_max(noveltyOf(tile.decays + first, tile.novelties + first, freshest), zero);
  let s1 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 16, tile.novelties + first + 16, freshest), zero);
  let s2 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 32, tile.novelties + first + 32, freshest), zero);
  let s3 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 48, tile.novelties + first + 48, freshest), zero);
  let s4 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 64, tile.novelties + first + 64, freshest), zero);
  let s5 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 80, tile.novelties + first + 80, freshest), zero);
  let s6 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 96, tile.novelties + first + 96, freshest), zero);
  let s7 = f32x4.relaxed_max(noveltyOf(tile.decays + first + 112, tile.novelties + first + 112, freshest), zero);
  const chunks = chunksOf(bound);
  for (let i: u32 = 0; i < bound.count; i++) {
    const chunk = chunks + (i / CHUNK) * CHUNK_BYTES;
    const value = v128.load_splat<f32>(chunk + ((i % CHUNK) << 2));
    const dimension = queries + <usize>load<u16>(chunk + CHUNK_INDICES + ((i % CHUNK) << 1)) * PANEL;
    s0 = f32x4.add(s0, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 0)), zero));
    s1 = f32x4.add(s1, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 16)), zero));
    s2 = f32x4.add(s2, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 32)), zero));
    s3 = f32x4.add(s3, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 48)), zero));
    s4 = f32x4.add(s4, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 64)), zero));
    s5 = f32x4.add(s5, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 80)), zero));
    s6 = f32x4.add(s6, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 96)), zero));
    s7 = f32x4.add(s7, f32x4.relaxed_max(f32x4.mul(value, v128.load(dimension, 112)), zero));
  }
  const longest = f32x4.splat(bound.longest);
  v128.store(bounds, slackened(tile, first, longest, s0), 0);
  v128.store(bounds, slackened(tile, first + 16, longest, s1), 16);
  v128.store(bounds, slackened(tile, first + 32, longest, s2), 32);
  v128.store(bounds, slackened(tile, first + 48, longest, s3), 48);
  v128.store(bounds, slackened(tile, first + 64, longest, s4), 64);
  v128.store(bounds, slackened(tile, first + 80, longest, s5), 80);
  v128.store(bounds, slackened(tile, first + 96, longest, s6), 96);
  v128.store(bounds, slackened(tile, first + 112, longest, s7), 112);
}

function slackened(tile: Tile, at: usize, longest: v128, sums: v128): v128 {
  const size = f32x4.add(f32x4.mul(v128.load(tile.lengths + at), longest), sums);
  return f32x4.add(f32x4.mul(f32x4.splat(SLACK), size), sums);
}
