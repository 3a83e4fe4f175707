/*
 * What lies in the shared memory; src/exact/layout.ts says the same to TypeScript. Every address is a byte offset from
 * the memory's start.
 */

/** Rows live in pages of 1 MiB that begin at multiples of it. */
export const PAGE_SHIFT: u32 = 20;
export const PAGE_HEADER: u32 = 16;
export const ROW_BYTES: u32 = 24;
/** Queries that are answered in one walk over the rows: as many accumulators as there are registers to spare. */
export const LANES: u32 = 32;

/** A page's first bytes. Headers of rows follow upwards, their payloads lie at the page's end and grow downwards. */
@unmanaged
export class Page {
  rows: u32;
  lowest: u32;
  dead: u32;
  live: u32;
}

/** Payload: `entries` values f32, their indices u16, both padded with zeros to a multiple of four, then token numbers. */
@unmanaged
export class Row {
  publishedAt: f64;
  /** From the page's start; 0 when the row is free. */
  payload: u32;
  /** 2^((publishedAt − landmark) / halfLife) */
  freshness: f32;
  creator: u32;
  entries: u16;
  tokens: u16;
}

/** Up to LANES queries and where their answers go. */
@unmanaged
export class Tile {
  lanes: u32;
  /** Page addresses. */
  pages: usize;
  pageCount: u32;
  /** The next page that nobody has claimed. */
  nextPage: u32;
  /** f32 [dimension][LANES], or [dimension] when there is one lane. */
  queries: usize;
  /** f32 [LANES]: 2^(−(now − landmark) / halfLife) */
  decays: usize;
  /** f32 [LANES] */
  novelties: usize;
  /** Filter [LANES] */
  filters: usize;
  /** Thread [threads] */
  threads: usize;
  threadBytes: u32;
}

/** Which rows a query may be answered with. */
@unmanaged
export class Filter {
  /** u8 for each creator: whether it is wanted; 0 for all of them. */
  creators: usize;
  /** u32 for each token: the groups that it is in, a bit each; 0 for all of them. */
  tokens: usize;
  /** All groups. */
  groups: u32;
  /** Slots that are no answer, ascending. */
  excluded: usize;
  excludedCount: u32;
}

/** What one thread has found for the query of one lane. */
@unmanaged
export class Lane {
  /** The least key that is still of interest. */
  floor: u64;
  /** Keys of what was found: u64 [capacity] */
  keys: usize;
  count: u32;
  k: u32;
  capacity: u32;
  /** A bit for each row of the page at hand: whether the filter lets it through; 0 when there is no filter. */
  mask: usize;
  unused: u32;
}

/** What a thread works with: f32 thresholds [LANES], f32 scores [LANES], Lane [LANES]. */
export const SCORES: u32 = LANES * 4;
const LANES_AT: u32 = SCORES + LANES * 4;

export function threadOf(tile: Tile, thread: u32): usize {
  return tile.threads + thread * tile.threadBytes;
}

export function laneOf(thread: usize, lane: u32): Lane {
  return changetype<Lane>(thread + LANES_AT + lane * <u32>offsetof<Lane>());
}

export function paddedEntries(row: Row): u32 {
  return (<u32>row.entries + 3) & ~3;
}
