import { Filter, PAGE_HEADER, Page, Row, ROW_BYTES, paddedEntries } from './layout';

/** Writes the mask of a page: a bit for each row, set when the row may be an answer. */
export function writeMask(page: usize, filter: Filter, mask: usize): void {
  const rows = changetype<Page>(page).rows;
  memory.fill(mask, 0xff, (rows + 7) >> 3);
  if (filter.creators || filter.tokens) {
    for (let row: u32 = 0; row < rows; row++) if (!passes(page, filter, row)) forbid(mask, row);
  }
  forbidExcluded(page, filter, mask);
}

function forbid(mask: usize, row: u32): void {
  const byte = mask + (row >> 3);
  const bit: u32 = 1 << (row & 7);
  store<u8>(byte, (load<u8>(byte) & ~bit) as u8);
}

function passes(page: usize, filter: Filter, number: u32): bool {
  const row = changetype<Row>(page + PAGE_HEADER + number * ROW_BYTES);
  if (!row.payload) return false;
  if (filter.creators && !load<u8>(filter.creators + row.creator)) return false;
  if (!filter.tokens) return true;
  let groups: u32 = 0;
  const tokens = page + row.payload + paddedEntries(row) * 6;
  for (let i: u32 = 0; i < row.tokens; i++) groups |= load<u32>(filter.tokens + (load<u32>(tokens + (i << 2)) << 2));
  return groups == filter.groups;
}

/** Of the excluded slots, which ascend, those of this page. */
function forbidExcluded(page: usize, filter: Filter, mask: usize): void {
  const first = slotOf(page, 0);
  let low: u32 = 0;
  let high = filter.excludedCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(filter.excluded + (middle << 2)) < first) low = middle + 1;
    else high = middle;
  }
  for (; low < filter.excludedCount; low++) {
    const slot = load<u32>(filter.excluded + (low << 2));
    if (slot >> 16 != first >> 16) return;
    forbid(mask, slot & 0xffff);
  }
}

/** A row's number in the whole memory: its page's number, then its own in 16 bits. */
export function slotOf(page: usize, row: u32): u32 {
  return (((<u32>page) >> 20) << 16) | row;
}
