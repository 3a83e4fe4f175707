import { Lists } from './lists.ts';
import type { StoredWeights } from './weights-codec.ts';

/** An entry of a row: the target's number above, the step of its weight in the lowest 8 bits. */
const STEP_BITS = 8;
const MAX_TARGET = 2 ** (32 - STEP_BITS) - 1;

/** Weights by the item that speaks, written by the item that is spoken of. */
export class WeightRows {
  /** By speaker: its entries. */
  readonly #rows = new Lists();
  /** By target: its speakers. */
  readonly #speakers = new Lists();
  /** By target: what a step is worth. */
  #scales = new Float32Array(0);
  #weights = 0;

  get weights(): number {
    return this.#weights;
  }

  /**
   * @param target at most 16,777,215
   * @param weights undefined where nothing is known of the target any more
   * @throws RangeError for a larger target
   */
  replace(target: number, weights: StoredWeights | undefined): void {
    if (target > MAX_TARGET) throw new RangeError(`Item number ${target} is above ${MAX_TARGET}, the maximum.`);
    for (const speaker of this.#speakers.view(target)) this.#remove(speaker, target);
    this.#weights -= this.#speakers.lengthOf(target);
    const { scale = 0, numbers = new Uint32Array(0), steps = new Int8Array(0) } = weights ?? {};
    this.#speakers.set(target, numbers);
    this.#weights += numbers.length;
    for (let index = 0; index < numbers.length; index++)
      this.#rows.push(numbers[index]!, ((target << STEP_BITS) | (steps[index]! & 0xff)) >>> 0);
    this.#setScale(target, scale);
  }

  /** Adds `amount` times what an item says to the sums, by target. @param sums as long as there are items */
  addRow(speaker: number, amount: number, sums: Float64Array, touched: number[]): void {
    const page = this.#rows.pageOf(speaker);
    const start = this.#rows.startOf(speaker);
    const end = start + this.#rows.lengthOf(speaker);
    for (let at = start; at < end; at++) {
      const target = page[at]! >>> STEP_BITS;
      const step = (page[at]! << (32 - STEP_BITS)) >> (32 - STEP_BITS);
      if (sums[target] === 0) touched.push(target);
      sums[target]! += amount * this.#scales[target]! * step;
    }
  }

  #remove(speaker: number, target: number): void {
    const entry = this.#rows.view(speaker).find((each) => each >>> STEP_BITS === target);
    if (entry !== undefined) this.#rows.remove(speaker, entry);
  }

  #setScale(target: number, scale: number): void {
    if (target >= this.#scales.length) {
      const longer = new Float32Array(2 * target + 1);
      longer.set(this.#scales);
      this.#scales = longer;
    }
    this.#scales[target] = scale;
  }
}
