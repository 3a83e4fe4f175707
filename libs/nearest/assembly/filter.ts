import { Filter, Lane, Page, paddedEntries, rowOf } from './layout';

/** Whether the row passes the lane's mask. */
export function isAllowed(lane: Lane, row: u32): bool {
  return !lane.mask || <bool>(load<u8>(lane.mask + (row >> 3)) & (1 << (row & 7)));
}

/** Writes the mask of a page: a bit per row, set when the row passes. */
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

/** Whether a row passes the filter, without exclusions. */
export function passes(page: usize, filter: Filter, number: u32): bool {
  const row = rowOf(page, number);
  if (!row.payload) return false;
  if (filter.creators && !load<u8>(filter.creators + row.creator)) return false;
  if (!filter.tokens) return true;
  let groups: u32 = 0;
  const tokens = page + row.payload + paddedEntries(row) * 6;
  for (let i: u32 = 0; i < row.tokens; i++) groups |= load<u32>(filter.tokens + (load<u32>(tokens + (i << 2)) << 2));
  return groups == filter.groups;
}

/** Clears the bits of this page's excluded slots. */
function forbidExcluded(page: usize, filter: Filter, mask: usize): void {
  const rows = changetype<Page>(page).rows;
  let low: u32 = 0;
  let high = filter.excludedCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(filter.excluded + (middle << 2)) < <u32>page) low = middle + 1;
    else high = middle;
  }
  for (; low < filter.excludedCount; low++) {
    const row = load<u32>(filter.excluded + (low << 2)) - <u32>page;
    if (row >= rows) return;
    forbid(mask, row);
  }
}
