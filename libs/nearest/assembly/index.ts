import { finish } from './best';
import { laneOf, threadOf, Tile } from './layout';
import { scanMany } from './scan-many';
import { scanEach } from './scan-one';

/**
 * Scans a thread's pages of a tile, skips pages that cannot have a result, and keeps the best in the thread's lanes.
 * Every thread calls it with the same tile and its own number.
 */
export function scan(tileAddress: u32, number: u32): void {
  const tile = changetype<Tile>(tileAddress);
  const thread = threadOf(tile, number);
  if (tile.width == 1) scanEach(tile, number, thread);
  else scanMany(tile, number, thread);
  for (let lane: u32 = 0; lane < tile.lanes; lane++) finish(laneOf(thread, lane));
}
