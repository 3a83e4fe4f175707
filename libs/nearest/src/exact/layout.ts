/* The layout of the shared memory, equal to assembly/layout.ts. Offsets in bytes. */

/** A page has one or more units and begins at a multiple of the unit. */
export const UNIT_BYTES = 1 << 14;
export const ROW_BYTES = 32;
/** Queries per scan, in panels of 32. */
export const LANES = 128;
export const PANEL_LANES = 32;
/** Lanes that are scored at once. */
export const FEW = 16;
/** Buckets of the sort that orders pages by bound. */
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
/** The bounds of a page: a header, then chunks of eight values and their eight dimensions. */
export const bound = { page: 0, count: 4, freshest: 8, longest: 12, chunks: 16 } as const;
export const CHUNK = 8;
export const CHUNK_INDICES = CHUNK * 4;
export const CHUNK_BYTES = CHUNK * 6;
/** A page with more dimensions is UNBOUNDED. */
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

/** A row's slot is its page's address plus its number, which is below UNIT_BYTES. */
export const MAX_ROWS = UNIT_BYTES;
/** The mask of one page. */
export const MASK_BYTES = MAX_ROWS / 8;

/** The padded number of entries, because kernels take four at a time. */
export function padded(entries: number): number {
  return (entries + 3) & ~3;
}
