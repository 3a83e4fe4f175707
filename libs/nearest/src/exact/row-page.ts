import type { SparseVector } from '@jophiel/vectors';
import { page, PAGE_BYTES, PAGE_HEADER, padded, row, ROW_BYTES, slotOf } from './layout.ts';
import type { SharedMemory } from './shared-memory.ts';

/** An item as a row: names are numbers. */
export interface StoredRow {
  /** Epoch ms. */
  readonly publishedAt: number;
  /** 2^((publishedAt − landmark) / halfLife) */
  readonly freshness: number;
  readonly creator: number;
  readonly vector: SparseVector;
  readonly tokens: Uint32Array;
}

/** Less than this is not worth moving the rest for. */
const WORTH_COMPACTING = PAGE_BYTES / 8;
const MOST_ROWS = 65_536;
/** Of a row's entries or tokens, so that their number fits its 16 bits when padded. */
const MOST_ENTRIES = 65_532;

/**
 * A slotted page of rows in shared memory: headers from its start, payloads from its end. A row keeps its number for
 * life; when removed rows leave enough room between the others, the payloads move together.
 */
export class RowPage {
  readonly address: number;
  /** Ids by row number; undefined where the row is free. */
  readonly ids: (string | undefined)[];
  readonly #memory: SharedMemory;
  readonly #free: number[];

  private constructor(memory: SharedMemory, address: number, ids: (string | undefined)[]) {
    this.#memory = memory;
    this.address = address;
    this.ids = ids;
    this.#free = ids.flatMap((id, number) => (id === undefined ? [number] : []));
  }

  static empty(memory: SharedMemory, address: number): RowPage {
    const created = new RowPage(memory, address, []);
    created.#write(page.rows, 0);
    created.#write(page.lowest, PAGE_BYTES);
    created.#write(page.dead, 0);
    created.#write(page.live, 0);
    return created;
  }

  /** A page whose bytes stand in the memory already. */
  static restored(memory: SharedMemory, address: number, ids: (string | undefined)[]): RowPage {
    return new RowPage(memory, address, ids);
  }

  get live(): number {
    return this.#read(page.live);
  }

  /** Bytes that rows could still be given, if payloads moved together. */
  get room(): number {
    return this.#gap() + this.#read(page.dead);
  }

  slot(number: number): number {
    return slotOf(this.address, number);
  }

  /**
   * The number of the new row; undefined when there is no room for it.
   * @throws RangeError when the item has more entries or tokens than a row can hold
   */
  insert(id: string, stored: StoredRow): number | undefined {
    const { vector, tokens } = stored;
    if (vector.indices.length > MOST_ENTRIES || tokens.length > MOST_ENTRIES)
      throw new RangeError(`Item ${id} has more than ${MOST_ENTRIES} entries or tokens.`);
    const bytes = payloadBytes(vector.indices.length, tokens.length);
    const needed = bytes + (this.#free.length === 0 ? ROW_BYTES : 0);
    if (this.#free.length === 0 && this.ids.length === MOST_ROWS) return undefined;
    if (this.#gap() < needed) {
      if (this.room < needed || this.#read(page.dead) < WORTH_COMPACTING) return undefined;
      this.#compact();
    }
    const number = this.#free.pop() ?? this.ids.length;
    if (number === this.ids.length) this.#write(page.rows, number + 1);
    const payload = this.#read(page.lowest) - bytes;
    this.#write(page.lowest, payload);
    this.#write(page.live, this.live + 1);
    this.#writeRow(number, payload, stored);
    this.ids[number] = id;
    return number;
  }

  remove(number: number): void {
    const { views } = this.#memory;
    const header = this.#header(number);
    const bytes = payloadBytes(views.u16[(header + row.entries) >>> 1]!, views.u16[(header + row.tokens) >>> 1]!);
    views.u32[(header + row.payload) >>> 2] = 0;
    this.#write(page.dead, this.#read(page.dead) + bytes);
    this.#write(page.live, this.live - 1);
    this.ids[number] = undefined;
    this.#free.push(number);
  }

  read(number: number): StoredRow {
    const { u8, u16, u32, f32, f64 } = this.#memory.views;
    const header = this.#header(number);
    const entries = u16[(header + row.entries) >>> 1]!;
    const tokens = u16[(header + row.tokens) >>> 1]!;
    const payload = this.address + u32[(header + row.payload) >>> 2]!;
    const copy = (from: number, bytes: number) => u8.slice(from, from + bytes).buffer;
    return {
      publishedAt: f64[(header + row.publishedAt) >>> 3]!,
      freshness: f32[(header + row.freshness) >>> 2]!,
      creator: u32[(header + row.creator) >>> 2]!,
      vector: {
        values: new Float32Array(copy(payload, entries * 4)),
        indices: new Uint16Array(copy(payload + padded(entries) * 4, entries * 2)),
      },
      tokens: new Uint32Array(copy(payload + padded(entries) * 6, tokens * 4)),
    };
  }

  /** Writes the freshness of every row anew. */
  refresh(freshnessOf: (publishedAt: number) => number): void {
    const { f32, f64 } = this.#memory.views;
    for (let number = 0; number < this.ids.length; number++) {
      const header = this.#header(number);
      f32[(header + row.freshness) >>> 2] = freshnessOf(f64[(header + row.publishedAt) >>> 3]!);
    }
  }

  #writeRow(number: number, payload: number, { publishedAt, freshness, creator, vector, tokens }: StoredRow): void {
    const { u16, u32, f32, f64 } = this.#memory.views;
    const header = this.#header(number);
    const entries = vector.indices.length;
    f64[(header + row.publishedAt) >>> 3] = publishedAt;
    u32[(header + row.payload) >>> 2] = payload;
    f32[(header + row.freshness) >>> 2] = freshness;
    u32[(header + row.creator) >>> 2] = creator;
    u16[(header + row.entries) >>> 1] = entries;
    u16[(header + row.tokens) >>> 1] = tokens.length;
    const values = (this.address + payload) >>> 2;
    const indices = (this.address + payload + padded(entries) * 4) >>> 1;
    f32.set(vector.values, values);
    f32.fill(0, values + entries, values + padded(entries));
    u16.set(vector.indices, indices);
    u16.fill(0, indices + entries, indices + padded(entries));
    u32.set(tokens, (this.address + payload + padded(entries) * 6) >>> 2);
  }

  /** Moves the payloads to the page's end, the one that lies there first. */
  #compact(): void {
    const { u8, u16, u32 } = this.#memory.views;
    const payloadAt = (number: number) => u32[(this.#header(number) + row.payload) >>> 2]!;
    const live = this.ids.keys().filter((number) => this.ids[number] !== undefined);
    let lowest = PAGE_BYTES;
    for (const number of [...live].sort((a, b) => payloadAt(b) - payloadAt(a))) {
      const header = this.#header(number);
      const bytes = payloadBytes(u16[(header + row.entries) >>> 1]!, u16[(header + row.tokens) >>> 1]!);
      const from = this.address + payloadAt(number);
      lowest -= bytes;
      u8.copyWithin(this.address + lowest, from, from + bytes);
      u32[(header + row.payload) >>> 2] = lowest;
    }
    this.#write(page.lowest, lowest);
    this.#write(page.dead, 0);
  }

  #header(number: number): number {
    return this.address + PAGE_HEADER + number * ROW_BYTES;
  }

  #gap(): number {
    return this.#read(page.lowest) - (PAGE_HEADER + this.ids.length * ROW_BYTES);
  }

  #read(field: number): number {
    return this.#memory.views.u32[(this.address + field) >>> 2]!;
  }

  #write(field: number, value: number): void {
    this.#memory.views.u32[(this.address + field) >>> 2] = value;
  }
}

function payloadBytes(entries: number, tokens: number): number {
  return padded(entries) * 6 + tokens * 4;
}
