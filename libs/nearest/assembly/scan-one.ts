import { offer } from './best';
import { slotOf } from './filter';
import { Lane, PAGE_HEADER, Page, paddedEntries, Row, ROW_BYTES, Tile } from './layout';

/** Scores the rows of a page for one query: the query's values are gathered four at a time. */
export function scanOne(page: usize, tile: Tile, lane: Lane, threshold: usize): void {
  const decay = load<f32>(tile.decays);
  const novelty = load<f32>(tile.novelties);
  const rows = changetype<Page>(page).rows;
  for (let number: u32 = 0; number < rows; number++) {
    const row = changetype<Row>(page + PAGE_HEADER + number * ROW_BYTES);
    if (!row.payload) continue;
    const score =
      dot(page + row.payload, paddedEntries(row), tile.queries) + novelty * min<f32>(decay * row.freshness, 1);
    if (score >= load<f32>(threshold)) offer(lane, threshold, number, slotOf(page, number), score);
  }
}

function dot(values: usize, entries: u32, query: usize): f32 {
  const indices = values + (entries << 2);
  let sums = f32x4.splat(0);
  for (let i: u32 = 0; i < entries; i += 4) {
    const four = load<u64>(indices + (i << 1));
    let gathered = v128.load32_zero(query + (((<usize>four) & 0xffff) << 2));
    gathered = v128.load_lane<u32>(query + (((<usize>(four >> 16)) & 0xffff) << 2), gathered, 1);
    gathered = v128.load_lane<u32>(query + (((<usize>(four >> 32)) & 0xffff) << 2), gathered, 2);
    gathered = v128.load_lane<u32>(query + ((<usize>(four >> 48)) << 2), gathered, 3);
    sums = f32x4.relaxed_madd(v128.load(values + (i << 2)), gathered, sums);
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
  );
}
