/**
 * A histogram of times with a logarithmic scale, four slots per doubling: slot s has the times above 2^((s - 1) / 4) µs
 * and up to 2^(s / 4) µs, so that a quantile is at most 19 % too high. From 1 µs (slot 0) to 12 days.
 */
const PER_DOUBLING = 4;
export const SLOTS = 161;

export function slotOf(ms: number): number {
  if (ms <= 0.001) return 0;
  return Math.min(Math.ceil(Math.log2(ms * 1_000) * PER_DOUBLING), SLOTS - 1);
}

/** The longest time of a slot, in ms. */
export function slotEdge(slot: number): number {
  return 2 ** (slot / PER_DOUBLING) / 1_000;
}

/**
 * The time that this share of executions did not exceed, as the edge of its slot.
 * @param slots ascending
 * @param times number of executions in each slot
 */
export function quantileOf(slots: readonly number[], times: readonly number[], share: number): number | undefined {
  const wanted = share * times.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [index, slot] of slots.entries()) {
    below += times[index]!;
    if (below >= wanted) return slotEdge(slot);
  }
  return undefined;
}
