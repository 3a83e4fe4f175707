import { slotOf, SLOTS } from './slots.ts';

/** Sums of executions, or of runs until the same number of items. */
export class TimeSum {
  times = 0;
  items = 0;
  totalMs = 0;
  minMs = Number.POSITIVE_INFINITY;
  maxMs = 0;
  /** Epoch ms. */
  lastAt = 0;
  /** Rises with every change. */
  version = 0;
  writtenVersion = 0;
  readonly #slots = new Uint32Array(SLOTS);

  addTime(ms: number, at: number): void {
    this.times += 1;
    this.totalMs += ms;
    if (ms < this.minMs) this.minMs = ms;
    if (ms > this.maxMs) this.maxMs = ms;
    this.#slots[slotOf(ms)]! += 1;
    this.lastAt = at;
    this.version += 1;
  }

  addItems(count: number, at: number): void {
    this.items += count;
    this.lastAt = at;
    this.version += 1;
  }

  /** The non-empty slots, ascending, and the count in each. */
  histogram(): { slots: number[]; slotTimes: number[] } {
    const slots = [...this.#slots.keys()].filter((slot) => this.#slots[slot]! > 0);
    return { slots, slotTimes: slots.map((slot) => this.#slots[slot]!) };
  }
}
