/* What lies in the shared memory, as assembly/layout.ts says it; offsets in bytes. */

export const PAGE_BYTES = 1 << 20;
export const PAGE_HEADER = 16;
export const ROW_BYTES = 24;
export const LANES = 32;

export const page = { rows: 0, lowest: 4, dead: 8, live: 12 } as const;
export const row = { publishedAt: 0, payload: 8, freshness: 12, creator: 16, entries: 20, tokens: 22 } as const;
export const tile = {
  lanes: 0,
  pages: 4,
  pageCount: 8,
  nextPage: 12,
  queries: 16,
  decays: 20,
  novelties: 24,
  filters: 28,
  threads: 32,
  threadBytes: 36,
  bytes: 40,
} as const;
export const filter = { creators: 0, tokens: 4, groups: 8, excluded: 12, excludedCount: 16, bytes: 20 } as const;
export const lane = { floor: 0, keys: 8, count: 12, k: 16, capacity: 20, mask: 24, bytes: 32 } as const;

/** Thresholds and scores of a thread, then its lanes. */
export const THREAD_LANES = 2 * LANES * 4;
export const THREAD_BYTES = THREAD_LANES + LANES * lane.bytes;
/** Of one page, whose rows are at most 2¹⁶. */
export const MASK_BYTES = 1 << 13;

/** A row's number in the whole memory: its page's number, then its own in 16 bits. */
export function slotOf(pageAddress: number, rowNumber: number): number {
  return (pageAddress / PAGE_BYTES) * 0x1_0000 + rowNumber;
}

/** The padded number of entries: kernels take four at a time. */
export function padded(entries: number): number {
  return (entries + 3) & ~3;
}
