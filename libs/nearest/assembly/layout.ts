/*
 * What lies in the shared memory; src/exact/layout.ts says the same to TypeScript. Every address is a byte offset from
 * the memory's start.
 */

/** Queries that are answered in one walk over the rows are held in panels of 32, a value of each beside the other. */
export const PANEL_LANES: u32 = 32;
/** Bytes of one value for each lane of a panel. */
export const PANEL: u32 = PANEL_LANES * 4;
/** Lanes that a row is scored for at once, those with a use for its page: their sums fit the registers. */
export const FEW: u32 = 16;
/** Steps of promise by which pages are put in order. */
export const STEPS: u32 = 256;

/**
 * A page's first bytes; it begins at a multiple of 16 KiB. Headers of rows follow upwards, their payloads lie at the
 * page's end and grow downwards.
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
/** Pages begin at multiples of it, and a row's number is below it. */
export const UNIT_BYTES: u32 = 1 << 14;
export const ROW_BYTES: u32 = 32;
/** Of a cache. */
const LINE: u32 = 64;

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
  /** Among the rows of its creator. */
  place: u32;
  unused: u32;
}

/** What the rows of a page do not exceed; chunks of eight values f32 and their eight dimensions u16 follow. */
@unmanaged
export class Bound {
  page: usize;
  /** UNBOUNDED when there are too many. */
  count: u32;
  /** The greatest freshness of a row. */
  freshest: f32;
  /** The greatest length of a row's vector. */
  longest: f32;
}
export const UNBOUNDED: u32 = 0xffff_ffff;
export const CHUNK: u32 = 8;
export const CHUNK_INDICES: u32 = CHUNK * 4;
export const CHUNK_BYTES: u32 = CHUNK * 6;

/** Queries and where their answers go. */
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
  /** u32 [lane]: what some thread knows to be a score of the best k, as an ordered integer; see best.ts. */
  reached: usize;
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
  /** Slots, ascending, of which alone the answers are, other than those that are no answer; 0 for all of them. */
  listed: usize;
  listedCount: u32;
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
  /** Rows that were scored. */
  scored: u32;
}

/** What a thread works with; then Lane [lanes]. */
@unmanaged
export class Thread {
  /** f32 [lane]: what a score has to reach. */
  thresholds: usize;
  /** f32 [own pages][lane], or [own pages] of the lane at hand when each is scanned alone: what the scores of a page cannot exceed; NaN, which reaches nothing, once it was seen. */
  bounds: usize;
  /** f32 [own pages]: by how much the bound of a page falls short of the best. */
  shortfalls: usize;
  /** u32 [own pages]: numbers of own pages, those that promise most first. */
  order: usize;
  /** u32 [STEPS] */
  counts: usize;
  few: Few;
  /** f32 [dimension]: the query of the lane at hand. */
  query: usize;
  /** f32 [PANEL_LANES]: of the row at hand. */
  scores: usize;
  touched: u32;
  unused: u32;
}

/** Lanes that have a use for the page at hand; then their queries, f32 [dimension][FEW]. */
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

/** Threads take turns, so that each has some of all regions: the bounds of a thread's own page. */
/**
 * Reads one value of each cache line of a page, so that the lines come from memory at once and not one after another as
 * rows are looked at: pages are small and lie anywhere, where the processor foresees nothing.
 */
export function touch(address: usize, thread: Thread): void {
  const page = changetype<Page>(address);
  let read: u32 = 0;
  for (let at = address; at < address + offsetof<Page>() + page.rows * ROW_BYTES; at += LINE) read ^= load<u32>(at);
  for (let at = address + page.lowest; at < address + page.bytes; at += LINE) read ^= load<u32>(at);
  // What nobody uses would not be read.
  thread.touched = read;
}

/** The same for one row. */
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

/** Lanes up to the end of the last panel. */
export function paddedLanes(tile: Tile): u32 {
  return (tile.lanes + PANEL_LANES - 1) & ~(PANEL_LANES - 1);
}

/** Where the values of a lane's query begin. */
export function queryOf(tile: Tile, lane: u32): usize {
  const width = tile.width;
  return tile.queries + (((lane / width) * tile.dimensions * width + (lane % width)) << 2);
}

/** The weighted novelty of a row, or of the newest of a page, in four lanes: where its sums begin. */
export function noveltyOf(decays: usize, novelties: usize, freshness: v128): v128 {
  const novelty = f32x4.relaxed_min(f32x4.mul(v128.load(decays), freshness), f32x4.splat(1));
  return f32x4.mul(novelty, v128.load(novelties));
}

/** Which of four lanes have reached their thresholds, a bit each. */
export function reach(scores: v128, thresholds: usize): u32 {
  return <u32>i32x4.bitmask(f32x4.ge(scores, v128.load(thresholds)));
}

export function paddedEntries(row: Row): u32 {
  return (<u32>row.entries + 3) & ~3;
}
