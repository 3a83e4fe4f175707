import { FIRST_MEMORY_PAGES, MAX_MEMORY_PAGES } from './kernel.ts';
import { UNIT_BYTES } from './layout.ts';

const WASM_PAGE_BYTES = 65_536;
/** The memory grows by so many bytes at least: views of it are made anew each time. */
const LEAST_GROWTH = 1 << 20;

/** The same bytes as numbers of each size. Made anew when the memory grows. */
export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Memory that worker threads and kernels see too, handed out in units of 16 KiB. At most 4 GiB. */
export class SharedMemory {
  readonly memory = new WebAssembly.Memory({ initial: FIRST_MEMORY_PAGES, maximum: MAX_MEMORY_PAGES, shared: true });
  /** Addresses of pieces that were given back, by their units. */
  readonly #free = new Map<number, number[]>();
  #views = viewsOf(this.memory.buffer);
  /** The first byte that was never handed out; an address is never 0. */
  #end = UNIT_BYTES;

  get views(): Views {
    return this.#views;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * The address of a piece of at least so many bytes.
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

  /** Gives a piece back that was taken with as many bytes. */
  give(address: number, bytes: number): void {
    this.#addFree(address, Math.ceil(bytes / UNIT_BYTES));
  }

  /** Of the pieces that are large enough the smallest; what is too much of it stays free. */
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
    const growth = Math.max(bytes, Math.min(LEAST_GROWTH, room));
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
