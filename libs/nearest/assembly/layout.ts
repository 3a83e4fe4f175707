/* The layout of the shared memory, equal to src/exact/layout.ts. Addresses are byte offsets from the memory's start. */

/** Queries that share a scan are stored in panels of 32, interleaved by value. */
export const PANEL_LANES: u32 = 32;
/** Bytes of one value for each lane of a panel. */
export const PANEL: u32 = PANEL_LANES * 4;
/** Lanes that are scored at once; their sums fit into the registers. */
export const FEW: u32 = 16;
/** Buckets of the sort that orders pages by bound. */
export const STEPS: u32 = 256;

/**
 * The header of a page, which begins at a multiple of 16 KiB. Row headers follow upwards; payloads grow downwards from
 * the page's end.
 */
@unmanaged
export class Page {
  rows: u32;
  lowest: u32;
  dead: u32;
  live: u32;
  bytes: u32;
  unused: u32;
}
/** Pages begin at multiples of it. A row's number is below it. */
export const UNIT_BYTES: u32 = 1 << 14;
export const ROW_BYTES: u32 = 32;
/** Bytes of a cache line. */
const LINE: u32 = 64;

/**
 * Payload: `entries` values f32, their indices u16, both padded with zeros to a multiple of four, then token numbers.
 */
@unmanaged
export class Row {
  publishedAt: f64;
  /** Offset from the page's start; 0 when the row is free. */
  payload: u32;
  /** 2^((publishedAt − landmark) / halfLife) */
  freshness: f32;
  creator: u32;
  entries: u16;
  tokens: u16;
  /** Index among the rows of its creator. */
  place: u32;
  unused: u32;
}

/** The bounds of a page; chunks of eight values f32 and their eight dimensions u16 follow. */
@unmanaged
export class Bound {
  page: usize;
  /** UNBOUNDED when there are too many. */
  count: u32;
  /** The maximum freshness of a row. */
  freshest: f32;
  /** The maximum length of a row's vector. */
  longest: f32;
}
export const UNBOUNDED: u32 = 0xffff_ffff;
export const CHUNK: u32 = 8;
export const CHUNK_INDICES: u32 = CHUNK * 4;
export const CHUNK_BYTES: u32 = CHUNK * 6;

/** Queries and the addresses of their answers. */
@unmanaged
export class Tile {
  lanes: u32;
  /** Lanes of a panel: PANEL_LANES, or 1 when each lane is scanned alone. */
  width: u32;
  dimensions: u32;
  threadCount: u32;
  /** Addresses of the bounds of all pages. */
  bounds: usize;
  boundCount: u32;
  /** f32 [panel][dimension][width] */
  queries: usize;
  /** f32 [lane]: 2^(−(now − landmark) / halfLife) */
  decays: usize;
  /** f32 [lane] */
  novelties: usize;
  /** f32 [lane]: lengths of the queries. */
  lengths: usize;
  /** Filter [lane] */
  filters: usize;
  /** u32 [lane]: a score that k rows reach, shared by all threads, as an ordered integer; see best.ts. */
  reached: usize;
  /** Thread [threads] */
  threads: usize;
  threadBytes: u32;
}

/** The filter of a query. */
@unmanaged
export class Filter {
  /** u8 [creator]: whether it is wanted; address 0 for all. */
  creators: usize;
  /** u32 [token]: a bit per group that contains it; address 0 for all. */
  tokens: usize;
  /** All groups. */
  groups: u32;
  /** Excluded slots, ascending. */
  excluded: usize;
  excludedCount: u32;
  /** The only slots to score, ascending and without excluded ones; 0 for all. */
  listed: usize;
  listedCount: u32;
}

/** The results of one thread for one lane. */
@unmanaged
export class Lane {
  /** The minimum key of a result. */
  floor: u64;
  /** Found keys: u64 [capacity] */
  keys: usize;
  count: u32;
  k: u32;
  capacity: u32;
  /** A bit per row of the current page: whether it passes the filter; 0 without a filter. */
  mask: usize;
  /** Number of scored rows. */
  scored: u32;
}

/** The working memory of a thread; then Lane [lanes]. */
@unmanaged
export class Thread {
  /** f32 [lane]: the score to reach. */
  thresholds: usize;
  /**
   * f32 [own pages][lane], or [own pages] of the current lane when each is scanned alone: the bound of a page; NaN,
   * which reaches no threshold, after its scan.
   */
  bounds: usize;
  /** f32 [own pages]: the best bound minus the bound of the page. */
  shortfalls: usize;
  /** u32 [own pages]: numbers of own pages, highest bound first. */
  order: usize;
  /** u32 [STEPS] */
  counts: usize;
  few: Few;
  /** f32 [dimension]: the query of the current lane. */
  query: usize;
  /** f32 [PANEL_LANES]: the scores of the current row. */
  scores: usize;
  touched: u32;
  unused: u32;
}

/** Lanes that need the current page; then their queries, f32 [dimension][FEW]. */
@unmanaged
export class Few {
  count: u32;
  /** Each u32 or f32 [FEW]. */
  lanes: usize;
  queries: usize;
  thresholds: usize;
  decays: usize;
  novelties: usize;
  scores: usize;
  table: usize;
}

export function threadOf(tile: Tile, number: u32): Thread {
  return changetype<Thread>(tile.threads + number * tile.threadBytes);
}

export function laneOf(thread: Thread, lane: u32): Lane {
  return changetype<Lane>(changetype<usize>(thread) + offsetof<Thread>() + lane * <u32>offsetof<Lane>());
}

/** Prefetches a page: reads one value of each cache line, because the processor cannot predict the next page. */
export function touch(address: usize, thread: Thread): void {
  const page = changetype<Page>(address);
  let read: u32 = 0;
  for (let at = address; at < address + offsetof<Page>() + page.rows * ROW_BYTES; at += LINE) read ^= load<u32>(at);
  for (let at = address + page.lowest; at < address + page.bytes; at += LINE) read ^= load<u32>(at);
  // Without this store the compiler would drop the reads.
  thread.touched = read;
}

/** Prefetches one row. */
export function touchRow(slot: u32, thread: Thread): void {
  const page: usize = slot & ~(UNIT_BYTES - 1);
  const row = rowOf(page, slot & (UNIT_BYTES - 1));
  const payload = page + row.payload;
  let read: u32 = 0;
  for (let at = payload; at < payload + paddedEntries(row) * 6; at += LINE) read ^= load<u32>(at);
  thread.touched = read;
}

export function filterOf(tile: Tile, lane: u32): Filter {
  return changetype<Filter>(tile.filters + lane * <u32>offsetof<Filter>());
}

/** The bounds of a thread's own page. Threads take pages in turn, so each gets pages of all regions. */
export function boundOf(tile: Tile, number: u32, own: u32): Bound {
  return changetype<Bound>(load<u32>(tile.bounds + ((own * tile.threadCount + number) << 2)));
}

export function chunksOf(bound: Bound): usize {
  return changetype<usize>(bound) + offsetof<Bound>();
}

export function endOfChunks(bound: Bound): usize {
  return chunksOf(bound) + ((bound.count + CHUNK - 1) / CHUNK) * CHUNK_BYTES;
}

export function ownPages(tile: Tile, number: u32): u32 {
  return (tile.boundCount + tile.threadCount - 1 - number) / tile.threadCount;
}

export function rowOf(page: usize, number: u32): Row {
  return changetype<Row>(page + offsetof<Page>() + number * ROW_BYTES);
}

/** Number of lanes including padding of the last panel. */
export function paddedLanes(tile: Tile): u32 {
  return (tile.lanes + PANEL_LANES - 1) & ~(PANEL_LANES - 1);
}

/** Address of a lane's query. */
export function queryOf(tile: Tile, lane: u32): usize {
  const width = tile.width;
  return tile.queries + (((lane / width) * tile.dimensions * width + (lane % width)) << 2);
}

/** The weighted novelty of a row, or of a page's newest row, in four lanes: the start value of its sums. */
export function noveltyOf(decays: usize, novelties: usize, freshness: v128): v128 {
  const novelty = f32x4.relaxed_min(f32x4.mul(v128.load(decays), freshness), f32x4.splat(1));
  return f32x4.mul(novelty, v128.load(novelties));
}

/** A bit for each of four lanes that has reached its threshold. */
export function reach(scores: v128, thresholds: usize): u32 {
  return <u32>i32x4.bitmask(f32x4.ge(scores, v128.load(thresholds)));
}

export function paddedEntries(row: Row): u32 {
  return (<u32>row.entries + 3) & ~3;
}
