import { FIRST_MEMORY_PAGES, MOST_MEMORY_PAGES } from './kernel.ts';
import { PAGE_BYTES } from './layout.ts';

const WASM_PAGE_BYTES = 65_536;

/** The same bytes as numbers of each size. Made anew when the memory grows. */
export interface Views {
  readonly u8: Uint8Array;
  readonly u16: Uint16Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Memory that worker threads and kernels see too, handed out in pieces of 1 MiB. At most 4 GiB. */
export class SharedMemory {
  readonly memory = new WebAssembly.Memory({ initial: FIRST_MEMORY_PAGES, maximum: MOST_MEMORY_PAGES, shared: true });
  /** Addresses of pages that were given back. */
  readonly #free: number[] = [];
  #views = viewsOf(this.memory.buffer);

  get views(): Views {
    return this.#views;
  }

  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * The address of a piece of at least so many bytes, zeros where it was never used before.
   * @throws RangeError when 4 GiB are full
   */
  take(bytes: number): number {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    const used = pages === 1 ? this.#free.pop() : undefined;
    if (used !== undefined) return used;
    const address = this.memory.buffer.byteLength;
    this.memory.grow((pages * PAGE_BYTES) / WASM_PAGE_BYTES);
    this.#views = viewsOf(this.memory.buffer);
    return address;
  }

  /** Gives a piece back that was taken with as many bytes. */
  give(address: number, bytes: number): void {
    for (let at = address; at < address + bytes; at += PAGE_BYTES) this.#free.push(at);
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
