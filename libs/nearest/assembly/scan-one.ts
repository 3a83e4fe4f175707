import { listen, offer } from './best';
import { boundOne } from './bound';
import { dot } from './dot';
import { isAllowed, writeMask } from './filter';
import {
  boundOf,
  filterOf,
  laneOf,
  ownPages,
  Page,
  paddedEntries,
  paddedLanes,
  PANEL,
  queryOf,
  rowOf,
  Thread,
  Tile,
  touch,
} from './layout';
import { orderPages } from './order';
import { scanListed } from './scan-listed';

/** Scans a thread's part of a tile, one lane at a time. */
export function scanEach(tile: Tile, number: u32, thread: Thread): void {
  for (let place: u32 = 0; place < tile.lanes; place++) {
    const lane = laneAt(tile, number, place);
    if (filterOf(tile, lane).listed) scanListed(tile, number, thread, lane, queryOf(tile, lane));
    else scanAlone(tile, number, thread, lane);
  }
}

function scanAlone(tile: Tile, number: u32, thread: Thread, lane: u32): void {
  const count = ownPages(tile, number);
  for (let own: u32 = 0; own < count; own++)
    store<f32>(thread.bounds + (own << 2), boundOne(boundOf(tile, number, own), tile, lane));
  scanOne(tile, number, thread, lane, count);
}

/** Threads begin with different lanes, so that each profits from thresholds of the others. */
export function laneAt(tile: Tile, number: u32, place: u32): u32 {
  return ((tile.lanes * number) / tile.threadCount + place) % tile.lanes;
}

/**
 * Scores a thread's pages for one lane, highest bound first, and skips pages that cannot have a result.
 * @param limit maximum of pages to open
 */
export function scanOne(tile: Tile, number: u32, thread: Thread, lane: u32, limit: u32): void {
  const threshold = thread.thresholds + (lane << 2);
  const isAlone = tile.width == 1;
  const stride: u32 = isAlone ? 4 : paddedLanes(tile) << 2;
  const bounds: usize = isAlone ? thread.bounds : thread.bounds + (lane << 2);
  orderByPromise(tile, number, thread, bounds, stride);
  const count = ownPages(tile, number);
  const query = isAlone ? queryOf(tile, lane) : straighten(tile, thread, lane);
  let opened: u32 = 0;
  for (let place: u32 = 0; place < count && opened < limit; place++) {
    const own = load<u32>(thread.order + (place << 2));
    listen(tile, thread, lane);
    if (!(load<f32>(bounds + own * stride) >= load<f32>(threshold))) continue;
    scanPage(boundOf(tile, number, own).page, tile, thread, lane, query);
    store<f32>(bounds + own * stride, NaN);
    opened += 1;
  }
}

/** Copies the query of a panel's lane to contiguous memory. */
export function straighten(tile: Tile, thread: Thread, lane: u32): usize {
  const query = queryOf(tile, lane);
  for (let dimension: u32 = 0; dimension < tile.dimensions; dimension++)
    store<f32>(thread.query + (dimension << 2), load<f32>(query + dimension * PANEL));
  return thread.query;
}

function orderByPromise(tile: Tile, number: u32, thread: Thread, bounds: usize, stride: u32): void {
  const count = ownPages(tile, number);
  let best: f32 = 0;
  let most: f32 = 0;
  for (let own: u32 = 0; own < count; own++) {
    const bound = load<f32>(bounds + own * stride);
    if (bound != Infinity) best = max(best, bound);
  }
  for (let own: u32 = 0; own < count; own++) {
    const shortfall = max<f32>(best - load<f32>(bounds + own * stride), 0);
    store<f32>(thread.shortfalls + (own << 2), shortfall);
    most = max(most, shortfall);
  }
  orderPages(thread, count, most);
}

function scanPage(page: usize, tile: Tile, thread: Thread, number: u32, query: usize): void {
  const lane = laneOf(thread, number);
  lane.scored += changetype<Page>(page).live;
  const filter = filterOf(tile, number);
  if (lane.mask) writeMask(page, filter, lane.mask);
  // Few rows pass a filter, so prefetching the whole page would not pay.
  if (!filter.creators && !filter.tokens) touch(page, thread);
  const decay = load<f32>(tile.decays + (number << 2));
  const novelty = load<f32>(tile.novelties + (number << 2));
  const threshold = thread.thresholds + (number << 2);
  const rows = changetype<Page>(page).rows;
  for (let place: u32 = 0; place < rows; place++) {
    const row = rowOf(page, place);
    if (!row.payload || !isAllowed(lane, place)) continue;
    const score = dot(page + row.payload, paddedEntries(row), query) + novelty * min<f32>(decay * row.freshness, 1);
    if (score >= load<f32>(threshold)) offer(tile, thread, number, <u32>page + place, score);
  }
}
