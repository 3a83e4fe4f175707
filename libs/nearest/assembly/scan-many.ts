import { listen } from './best';
import { boundPanel } from './bound';
import {
  Bound,
  boundOf,
  FEW,
  filterOf,
  ownPages,
  paddedLanes,
  PANEL,
  PANEL_LANES,
  reach,
  Thread,
  Tile,
} from './layout';
import { scanFew } from './scan-few';
import { scanPanel } from './scan-panel';
import { scanListed } from './scan-listed';
import { laneAt, scanOne, straighten } from './scan-one';

/** Each lane first scans this number of its best pages, to get a useful threshold. */
const BEST_PAGES: u32 = 24;
/** Thresholds of other threads are taken over every 16 pages. */
const LISTEN_EVERY: u32 = 16;
/** With more promising lanes the whole panel is scored, without packing. */
const MANY: u32 = 12;

/** Scans a thread's part of a tile with several queries. */
export function scanMany(tile: Tile, number: u32, thread: Thread): void {
  const count = ownPages(tile, number);
  const lanes = paddedLanes(tile);
  // One panel at a time, because its queries fill half of a cache.
  for (let panel: u32 = 0; panel < lanes / PANEL_LANES; panel++)
    for (let own: u32 = 0; own < count; own++)
      boundPanel(boundOf(tile, number, own), tile, panel, thread.bounds + own * (lanes << 2) + panel * PANEL);
  for (let place: u32 = 0; place < tile.lanes; place++) {
    const lane = laneAt(tile, number, place);
    if (filterOf(tile, lane).listed) {
      scanListed(tile, number, thread, lane, straighten(tile, thread, lane));
      forgetPages(tile, number, thread, lane);
    } else scanOne(tile, number, thread, lane, BEST_PAGES);
  }
  scanRest(tile, number, thread, count);
}

/** Marks all pages as scanned for a lane. */
function forgetPages(tile: Tile, number: u32, thread: Thread, lane: u32): void {
  const stride = paddedLanes(tile) << 2;
  const count = ownPages(tile, number);
  for (let own: u32 = 0; own < count; own++) store<f32>(thread.bounds + own * stride + (lane << 2), NaN);
}

/** Scans the other pages in memory order. */
function scanRest(tile: Tile, number: u32, thread: Thread, count: u32): void {
  const lanes = paddedLanes(tile);
  const few = thread.few;
  for (let own: u32 = 0; own < count; own++) {
    if (own % LISTEN_EVERY == 0) for (let lane: u32 = 0; lane < lanes; lane++) listen(tile, thread, lane);
    const bound = boundOf(tile, number, own);
    const bounds = thread.bounds + own * (lanes << 2);
    few.count = 0;
    for (let panel: u32 = 0; panel < lanes / PANEL_LANES; panel++) {
      const promising = promisingLanes(bounds + panel * PANEL, thread.thresholds + panel * PANEL);
      if (<u32>popcnt(promising) > MANY) scanPanel(bound.page, tile, thread, panel, promising);
      else addToFew(bound, tile, thread, panel * PANEL_LANES, promising);
    }
    if (few.count) scanFew(bound, tile, thread);
  }
}

/** A bit per lane of a panel. */
function promisingLanes(bounds: usize, thresholds: usize): u32 {
  let promising: u32 = 0;
  for (let at: u32 = 0; at < PANEL; at += 16) promising |= reach(v128.load(bounds + at), thresholds + at) << (at >> 2);
  return promising;
}

function addToFew(bound: Bound, tile: Tile, thread: Thread, first: u32, promising: u32): void {
  const few = thread.few;
  for (; promising; promising &= promising - 1) {
    if (few.count == FEW) {
      scanFew(bound, tile, thread);
      few.count = 0;
    }
    store<u32>(few.lanes + (few.count << 2), first + ctz(promising));
    few.count += 1;
  }
}
