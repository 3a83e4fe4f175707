import { finish } from './best';
import { laneOf, threadOf, Tile } from './layout';
import { scanMany } from './scan-many';
import { scanEach } from './scan-one';

/**
 * A thread's part of a tile: looks at its pages, leaves out those that cannot have an answer any more, and leaves the
 * best of what it saw in its lanes. Every thread calls it with the same tile and a number of its own.
 */
export function scan(tileAddress: u32, number: u32): void {
  const tile = changetype<Tile>(tileAddress);
  const thread = threadOf(tile, number);
  if (tile.width == 1) scanEach(tile, number, thread);
  else scanMany(tile, number, thread);
  for (let lane: u32 = 0; lane < tile.lanes; lane++) finish(laneOf(thread, lane));
}
