/* What lies in the shared memory, as assembly/layout.ts says it; offsets in bytes. */

/** Pages begin at multiples of it, and have one or several. */
export const UNIT_BYTES = 1 << 14;
export const ROW_BYTES = 32;
/** Queries that are answered in one walk over the rows, in panels of 32. */
export const LANES = 128;
export const PANEL_LANES = 32;
/** Lanes that a row is scored for at once. */
export const FEW = 16;
/** Steps of promise by which pages are put in order. */
export const STEPS = 256;

export const page = { rows: 0, lowest: 4, dead: 8, live: 12, bytes: 16 } as const;
export const ROWS_AT = 24;
export const row = {
  publishedAt: 0,
  payload: 8,
  freshness: 12,
  creator: 16,
  entries: 20,
  tokens: 22,
  place: 24,
} as const;
/** What the rows of a page do not exceed: a head, then chunks of eight values and their eight dimensions. */
export const bound = { page: 0, count: 4, freshest: 8, longest: 12, chunks: 16 } as const;
export const CHUNK = 8;
export const CHUNK_INDICES = CHUNK * 4;
export const CHUNK_BYTES = CHUNK * 6;
/** A page of rows with more dimensions than this is UNBOUNDED. */
export const MAX_BOUNDS = 512;
export const UNBOUNDED = 0xffff_ffff;
export const tile = {
  lanes: 0,
  width: 4,
  dimensions: 8,
  threadCount: 12,
  bounds: 16,
  boundCount: 20,
  queries: 24,
  decays: 28,
  novelties: 32,
  lengths: 36,
  filters: 40,
  reached: 44,
  threads: 48,
  threadBytes: 52,
  bytes: 56,
} as const;
export const filter = {
  creators: 0,
  tokens: 4,
  groups: 8,
  excluded: 12,
  excludedCount: 16,
  listed: 20,
  listedCount: 24,
  bytes: 28,
} as const;
export const thread = {
  thresholds: 0,
  bounds: 4,
  shortfalls: 8,
  order: 12,
  counts: 16,
  few: 20,
  query: 24,
  scores: 28,
  lanes: 40,
} as const;
export const few = {
  count: 0,
  lanes: 4,
  queries: 8,
  thresholds: 12,
  decays: 16,
  novelties: 20,
  scores: 24,
  table: 28,
  bytes: 32,
} as const;
export const lane = { floor: 0, keys: 8, count: 12, k: 16, capacity: 20, mask: 24, scored: 28, bytes: 32 } as const;

/** A row's number in the whole memory is its page's address plus its own number, which stays below a unit. */
export const MAX_ROWS = UNIT_BYTES;
/** Of one page. */
export const MASK_BYTES = MAX_ROWS / 8;

/** The padded number of entries: kernels take four at a time. */
export function padded(entries: number): number {
  return (entries + 3) & ~3;
}
