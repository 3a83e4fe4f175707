import { FIRST_MEMORY_PAGES, MAX_MEMORY_PAGES } from './kernel.ts';
import { UNIT_BYTES } from './layout.ts';

const WASM_PAGE_BYTES = 65_536;
/** Minimum growth in bytes, because each growth replaces all views. */
const MIN_GROWTH = 1 << 20;

/** The bytes as numbers of each size. Growing the memory replaces the views. */
export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** An allocator of memory shared with worker threads and kernels, in units of 16 KiB. At most 4 GiB. */
export class SharedMemory {
  readonly memory = new WebAssembly.Memory({ initial: FIRST_MEMORY_PAGES, maximum: MAX_MEMORY_PAGES, shared: true });
  /** Addresses of free pieces, by their number of units. */
  readonly #free = new Map<number, number[]>();
  #views = viewsOf(this.memory.buffer);
  /** The first byte that was never allocated. An address is never 0. */
  #end = UNIT_BYTES;

  get views(): Views {
    return this.#views;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Allocates at least this many bytes and returns the address.
   * @throws RangeError when 4 GiB are full
   */
  take(bytes: number): number {
    const units = Math.ceil(bytes / UNIT_BYTES);
    const used = this.#takeFree(units);
    if (used !== undefined) return used;
    const address = this.#end;
    const end = address + units * UNIT_BYTES;
    if (end > this.bytes) this.#grow(end - this.bytes);
    this.#end = end;
    return address;
  }

  /** Frees a piece that was taken with the same number of bytes. */
  give(address: number, bytes: number): void {
    this.#addFree(address, Math.ceil(bytes / UNIT_BYTES));
  }

  /** Takes the smallest free piece that is large enough; its rest stays free. */
  #takeFree(units: number): number | undefined {
    const sizes = [...this.#free.keys()].filter((size) => size >= units);
    if (sizes.length === 0) return undefined;
    const size = Math.min(...sizes);
    const pieces = this.#free.get(size)!;
    const address = pieces.pop()!;
    if (pieces.length === 0) this.#free.delete(size);
    if (size > units) this.#addFree(address + units * UNIT_BYTES, size - units);
    return address;
  }

  #addFree(address: number, units: number): void {
    const pieces = this.#free.get(units);
    if (pieces === undefined) this.#free.set(units, [address]);
    else pieces.push(address);
  }

  #grow(bytes: number): void {
    const room = MAX_MEMORY_PAGES * WASM_PAGE_BYTES - this.bytes;
    const growth = Math.max(bytes, Math.min(MIN_GROWTH, room));
    this.memory.grow(Math.ceil(growth / WASM_PAGE_BYTES));
    this.#views = viewsOf(this.memory.buffer);
  }
}

function viewsOf(buffer: ArrayBufferLike): Views {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
