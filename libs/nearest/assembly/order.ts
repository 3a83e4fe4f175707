import { STEPS, Thread } from './layout';

/**
 * Orders a thread's pages by bound, to the precision of a bucket, so that thresholds rise early and most pages are
 * skipped.
 * @param most the maximum shortfall
 */
export function orderPages(thread: Thread, count: u32, most: f32): void {
  const counts = thread.counts;
  memory.fill(counts, 0, STEPS << 2);
  const scale: f32 = most > 0 ? <f32>(STEPS - 1) / most : 0;
  for (let page: u32 = 0; page < count; page++) {
    const step = stepOf(thread, page, scale, counts);
    store<u32>(step, load<u32>(step) + 1);
  }
  let before: u32 = 0;
  for (let step = counts; step < counts + (STEPS << 2); step += 4) {
    const here = load<u32>(step);
    store<u32>(step, before);
    before += here;
  }
  for (let page: u32 = 0; page < count; page++) {
    const step = stepOf(thread, page, scale, counts);
    const place = load<u32>(step);
    store<u32>(thread.order + (place << 2), page);
    store<u32>(step, place + 1);
  }
}

function stepOf(thread: Thread, page: u32, scale: f32, counts: usize): usize {
  return counts + ((<usize>(<u32>(load<f32>(thread.shortfalls + (page << 2)) * scale))) << 2);
}
