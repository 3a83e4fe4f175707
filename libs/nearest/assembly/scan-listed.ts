import { listen, offer } from './best';
import { dot } from './dot';
import { passes } from './filter';
import { filterOf, laneOf, paddedEntries, rowOf, Thread, Tile, touchRow, UNIT_BYTES } from './layout';

/** Rows that are prefetched at once. */
const AHEAD: u32 = 16;

/** Scores a thread's part of a lane's listed rows. @param query the lane's query, contiguous */
export function scanListed(tile: Tile, number: u32, thread: Thread, lane: u32, query: usize): void {
  const filter = filterOf(tile, lane);
  const from = (filter.listedCount * number) / tile.threadCount;
  const to = (filter.listedCount * (number + 1)) / tile.threadCount;
  const decay = load<f32>(tile.decays + (lane << 2));
  const novelty = load<f32>(tile.novelties + (lane << 2));
  const threshold = thread.thresholds + (lane << 2);
  laneOf(thread, lane).scored += to - from;
  listen(tile, thread, lane);
  for (let first = from; first < to; first += AHEAD) {
    const end = min(first + AHEAD, to);
    for (let place = first; place < end; place++) touchRow(load<u32>(filter.listed + (place << 2)), thread);
    for (let place = first; place < end; place++) {
      const slot = load<u32>(filter.listed + (place << 2));
      const page: usize = slot & ~(UNIT_BYTES - 1);
      const row = rowOf(page, slot & (UNIT_BYTES - 1));
      if (filter.tokens && !passes(page, filter, slot & (UNIT_BYTES - 1))) continue;
      const score = dot(page + row.payload, paddedEntries(row), query) + novelty * min<f32>(decay * row.freshness, 1);
      if (score >= load<f32>(threshold)) offer(tile, thread, lane, slot, score);
    }
  }
}
