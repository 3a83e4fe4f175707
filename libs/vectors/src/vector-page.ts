import type { SparseVector } from './sparse-vector.ts';
import { BYTES_PER_ENTRY } from './vector-bytes.ts';

/**
 * Many vectors in one array, each found by its start and its number of entries. The array lives as long as a vector of it
 * is referenced. Separate arrays would need four times the memory, and multiplying hundreds of thousands of them would
 * mostly wait for their objects.
 */
export class VectorPage {
  readonly #values: Float32Array;
  readonly #indices: Uint16Array;
  /** Where each vector starts, in values. */
  readonly starts: Uint32Array;

  /** @param rows as `encodeVector` makes them */
  constructor(rows: readonly Uint8Array[]) {
    this.starts = new Uint32Array(rows.length);
    let end = 0;
    for (const [row, { byteLength }] of rows.entries()) {
      this.starts[row] = end;
      end += Math.ceil(byteLength / Float32Array.BYTES_PER_ELEMENT);
    }
    this.#values = new Float32Array(end);
    this.#indices = new Uint16Array(this.#values.buffer);
    const bytes = new Uint8Array(this.#values.buffer);
    for (const [row, each] of rows.entries()) bytes.set(each, this.starts[row]! * Float32Array.BYTES_PER_ELEMENT);
  }

  static entriesOf({ byteLength }: Uint8Array): number {
    return byteLength / BYTES_PER_ENTRY;
  }

  /** New views of this memory. */
  vector(start: number, entries: number): SparseVector {
    const first = 2 * (start + entries);
    return {
      values: this.#values.subarray(start, start + entries),
      indices: this.#indices.subarray(first, first + entries),
    };
  }

  /** `sum` and the products of the entries from one up to another with a dense vector, added in their order. */
  addProducts(start: number, entries: number, dense: Float32Array, sum: number, from: number, to: number): number {
    const first = 2 * (start + entries);
    let total = sum;
    for (let entry = from; entry < to; entry++)
      total += this.#values[start + entry]! * dense[this.#indices[first + entry]!]!;
    return total;
  }
}
