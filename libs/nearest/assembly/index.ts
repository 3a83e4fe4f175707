import { finish } from './best';
import { writeMask } from './filter';
import { Filter, laneOf, threadOf, Tile } from './layout';
import { scanMany } from './scan-many';
import { scanOne } from './scan-one';

/**
 * A thread's part of a tile: claims pages one after another until none is left, and leaves the best of what it saw in
 * its lanes. Every thread calls it with the same tile and a number of its own.
 */
export function scan(tileAddress: u32, number: u32): void {
  const tile = changetype<Tile>(tileAddress);
  const thread = threadOf(tile, number);
  while (true) {
    const claimed = atomic.add<u32>(tileAddress + <u32>offsetof<Tile>('nextPage'), 1);
    if (claimed >= tile.pageCount) break;
    const page: usize = load<u32>(tile.pages + (claimed << 2));
    writeMasks(page, tile, thread);
    if (tile.lanes == 1) scanOne(page, tile, laneOf(thread, 0), thread);
    else scanMany(page, tile, thread);
  }
  for (let lane: u32 = 0; lane < tile.lanes; lane++) finish(laneOf(thread, lane));
}

function writeMasks(page: usize, tile: Tile, thread: usize): void {
  for (let lane: u32 = 0; lane < tile.lanes; lane++) {
    const mask: usize = laneOf(thread, lane).mask;
    const filter = changetype<Filter>(tile.filters + lane * <u32>offsetof<Filter>());
    if (mask) writeMask(page, filter, mask);
  }
}
