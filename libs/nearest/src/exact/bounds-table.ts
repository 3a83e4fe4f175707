import { norm, type SparseVector } from '@jophiel/vectors';
import { bound, CHUNK, CHUNK_BYTES, CHUNK_INDICES, MAX_BOUNDS, UNBOUNDED } from './layout.ts';
import type { SharedMemory } from './shared-memory.ts';

/** Upper bounds of the rows of a page. */
export interface PageBounds {
  /** Address of the page. */
  readonly page: number;
  /** Address of the bounds. It changes when they grow. */
  address: number;
  /** Capacity in chunks. */
  chunks: number;
}

const FIRST_CHUNKS = 12;
const FIRST_BYTES = 1 << 18;
/** A fuller table grows instead of being compacted, because compacting would happen too often. */
const MAX_USED = 3 / 4;

/**
 * The bounds of all pages, stored one after another in shared memory, because a search reads all bounds and few pages.
 * They hold, per dimension, the maximum value above 0 and the minimum below 0; the length of the longest vector; the
 * freshness of the newest row. Removing a row does not tighten them; clearing and refilling them does.
 */
export class BoundsTable {
  readonly #memory: SharedMemory;
  /** In the order of their addresses. */
  readonly #all = new Set<PageBounds>();
  #addresses: Uint32Array | undefined;
  #table: number;
  #bytes = FIRST_BYTES;
  /** The first free byte of the table. */
  #end: number;
  /** Places of the current page's bounds, from 1; 0 for none. All 0 between calls. */
  readonly #above: Uint16Array;
  readonly #below: Uint16Array;

  constructor(memory: SharedMemory, dimensions: number) {
    this.#memory = memory;
    this.#above = new Uint16Array(dimensions);
    this.#below = new Uint16Array(dimensions);
    this.#table = memory.take(FIRST_BYTES);
    this.#end = this.#table;
  }

  /** Addresses of all bounds, ascending. */
  get addresses(): Uint32Array {
    this.#addresses ??= Uint32Array.from(this.#all, ({ address }) => address);
    return this.#addresses;
  }

  /** @param page its address */
  add(page: number): PageBounds {
    const added: PageBounds = { page, address: this.#place(bytesOf({ chunks: FIRST_CHUNKS })), chunks: FIRST_CHUNKS };
    this.#all.add(added);
    this.#addresses = undefined;
    this.clear(added);
    return added;
  }

  remove(bounds: PageBounds): void {
    this.#all.delete(bounds);
    this.#addresses = undefined;
  }

  clear({ page, address }: PageBounds): void {
    const { u32, f32 } = this.#memory.views;
    u32[(address + bound.page) >>> 2] = page;
    u32[(address + bound.count) >>> 2] = 0;
    f32[(address + bound.freshest) >>> 2] = 0;
    f32[(address + bound.longest) >>> 2] = 0;
  }

  /** @param freshness see landmark.ts */
  includeFreshness({ address }: PageBounds, freshness: number): void {
    this.#raise(address + bound.freshest, freshness);
  }

  includeVectors(bounds: PageBounds, vectors: readonly SparseVector[]): void {
    this.#note(bounds, true);
    for (const { indices, values } of vectors) {
      this.#raise(bounds.address + bound.longest, norm(values));
      for (let i = 0; i < indices.length; i++) this.#include(bounds, indices[i]!, values[i]!);
    }
    this.#note(bounds, false);
  }

  #include(bounds: PageBounds, dimension: number, value: number): void {
    const places = value > 0 ? this.#above : this.#below;
    if (places[dimension] === 0) places[dimension] = this.#append(bounds, dimension);
    if (places[dimension] !== 0) this.#raise(valueAt(bounds, places[dimension]! - 1), value);
  }

  /** Writes a value if it is further from 0 than the current one. */
  #raise(address: number, value: number): void {
    const { f32 } = this.#memory.views;
    if (Math.abs(value) > Math.abs(f32[address >>> 2]!)) f32[address >>> 2] = value;
  }

  /** @returns the place, from 1; 0 when the page has more than MAX_BOUNDS dimensions */
  #append(bounds: PageBounds, dimension: number): number {
    const place = this.#count(bounds);
    if (place === UNBOUNDED) return 0;
    if (place === MAX_BOUNDS) {
      this.#note(bounds, false);
      this.#memory.views.u32[(bounds.address + bound.count) >>> 2] = UNBOUNDED;
      return 0;
    }
    if (place === bounds.chunks * CHUNK) this.#grow(bounds);
    const { u8, u16, u32 } = this.#memory.views;
    if (place % CHUNK === 0) u8.fill(0, valueAt(bounds, place), valueAt(bounds, place) + CHUNK_BYTES);
    u16[indexAt(bounds, place) >>> 1] = dimension;
    u32[(bounds.address + bound.count) >>> 2] = place + 1;
    return place + 1;
  }

  /** Records the places of a page's bounds, or clears them. */
  #note(bounds: PageBounds, isNoted: boolean): void {
    const { u16, f32 } = this.#memory.views;
    const count = this.#count(bounds);
    if (count === UNBOUNDED) return;
    const end = Math.ceil(count / CHUNK);
    for (let chunk = 0, place = 0; chunk < end; chunk++) {
      const value = valueAt(bounds, place) >>> 2;
      const index = indexAt(bounds, place) >>> 1;
      for (let i = 0; i < CHUNK && place < count; i++, place++) {
        const places = f32[value + i]! > 0 ? this.#above : this.#below;
        places[u16[index + i]!] = isNoted ? place + 1 : 0;
      }
    }
  }

  #count({ address }: PageBounds): number {
    return this.#memory.views.u32[(address + bound.count) >>> 2]!;
  }

  #grow(bounds: PageBounds): void {
    const used = bytesOf(bounds);
    const chunks = bounds.chunks + Math.ceil(bounds.chunks / 4);
    const address = this.#place(bytesOf({ chunks }));
    this.#memory.views.u8.copyWithin(address, bounds.address, bounds.address + used);
    bounds.address = address;
    bounds.chunks = chunks;
    // Moves it to the end of the insertion order.
    this.#all.delete(bounds);
    this.#all.add(bounds);
    this.#addresses = undefined;
  }

  /** Reserves bytes at the end and returns their address. */
  #place(bytes: number): number {
    if (this.#end + bytes > this.#table + this.#bytes) this.#makeRoom(bytes);
    const address = this.#end;
    this.#end += bytes;
    return address;
  }

  /** Removes the gaps of moved and removed bounds, or moves to a larger table when there are few gaps. */
  #makeRoom(more: number): void {
    let needed = more;
    for (const bounds of this.#all) needed += bytesOf(bounds);
    const [former, formerBytes] = [this.#table, this.#bytes];
    const isLarger = needed > formerBytes * MAX_USED;
    if (isLarger) {
      this.#bytes = Math.ceil(needed * 2);
      this.#table = this.#memory.take(this.#bytes);
    }
    this.#end = this.#table;
    for (const bounds of this.#all) {
      this.#memory.views.u8.copyWithin(this.#end, bounds.address, bounds.address + bytesOf(bounds));
      bounds.address = this.#end;
      this.#end += bytesOf(bounds);
    }
    if (isLarger) this.#memory.give(former, formerBytes);
  }
}

function bytesOf({ chunks }: Pick<PageBounds, 'chunks'>): number {
  return bound.chunks + chunks * CHUNK_BYTES;
}

function valueAt({ address }: PageBounds, place: number): number {
  return address + bound.chunks + Math.floor(place / CHUNK) * CHUNK_BYTES + (place % CHUNK) * 4;
}

function indexAt({ address }: PageBounds, place: number): number {
  return address + bound.chunks + Math.floor(place / CHUNK) * CHUNK_BYTES + CHUNK_INDICES + (place % CHUNK) * 2;
}
