import type { SparseVector } from '@jophiel/vectors';
import { Lists } from './lists.ts';

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** Vectors of items by number, in 8 bytes an entry. An item without a vector has no entries. */
export class ItemVectors {
  readonly dimensions: number;
  /** Each item's list alternates between a dimension and the bits of its value. */
  readonly #entries = new Lists();
  readonly #dense: Float64Array;
  #count = 0;
  readonly #floats = new WeakMap<Uint32Array, Float32Array>();

  /** @param dimensions of the layout */
  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#dense = new Float64Array(dimensions);
  }

  /** Number of items with a vector. */
  get count(): number {
    return this.#count;
  }

  set(item: number, { indices, values }: SparseVector): void {
    const entries = new Uint32Array(2 * indices.length);
    for (let i = 0; i < indices.length; i++) {
      float[0] = values[i]!;
      entries[2 * i] = indices[i]!;
      entries[2 * i + 1] = bits[0]!;
    }
    this.#count += (entries.length > 0 ? 1 : 0) - (this.has(item) ? 1 : 0);
    this.#entries.set(item, entries);
  }

  has(item: number): boolean {
    return this.#entries.lengthOf(item) > 0;
  }

  /** Dimensions and the bits of values, in turn: a view, valid until the item is changed. */
  entries(item: number): Uint32Array {
    return this.#entries.view(item);
  }

  get(item: number): SparseVector {
    const entries = this.#entries.view(item);
    const values = new Uint32Array(entries.length / 2).map((_, i) => entries[2 * i + 1]!);
    return {
      indices: new Uint16Array(entries.length / 2).map((_, i) => entries[2 * i]!),
      values: new Float32Array(values.buffer),
    };
  }

  /**
   * The cosines of an item with the first `count` of others: 0 where either has no vector.
   * @param into one place for each of them
   */
  cosines(item: number, others: Uint32Array, count: number, into: Float64Array): void {
    const dense = this.#dense;
    const length = this.#entries.lengthOf(item);
    if (length === 0) {
      into.fill(0, 0, count);
      return;
    }
    const page = this.#entries.pageOf(item);
    const floats = this.#floatsOf(page);
    const start = this.#entries.startOf(item);
    for (let at = start; at < start + length; at += 2) dense[page[at]!] = floats[at + 1]!;
    for (let i = 0; i < count; i++) into[i] = this.#product(others[i]!, dense);
    for (let at = start; at < start + length; at += 2) dense[page[at]!] = 0;
  }

  get bytes(): number {
    return this.#entries.bytes + this.#dense.byteLength;
  }

  #product(item: number, dense: Float64Array): number {
    const length = this.#entries.lengthOf(item);
    if (length === 0) return 0;
    const page = this.#entries.pageOf(item);
    const floats = this.#floatsOf(page);
    const start = this.#entries.startOf(item);
    let sum = 0;
    for (let at = start; at < start + length; at += 2) sum += floats[at + 1]! * dense[page[at]!]!;
    return sum;
  }

  #floatsOf(page: Uint32Array): Float32Array {
    let floats = this.#floats.get(page);
    if (floats === undefined) {
      floats = new Float32Array(page.buffer, page.byteOffset, page.length);
      this.#floats.set(page, floats);
    }
    return floats;
  }
}
