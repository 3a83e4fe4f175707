import type { SparseVector } from '@jophiel/vectors';
import type { BoundsTable, PageBounds } from './bounds-table.ts';
import { MAX_ROWS, padded, page, row, ROW_BYTES, ROWS_AT, UNIT_BYTES } from './layout.ts';
import type { SharedMemory } from './shared-memory.ts';

/** An item as a row, with numbers instead of names. */
export interface StoredRow {
  /** Epoch ms. */
  readonly publishedAt: number;
  /** 2^((publishedAt − landmark) / halfLife) */
  readonly freshness: number;
  readonly creator: number;
  /** Index among the rows of its creator. */
  readonly place: number;
  readonly vector: SparseVector;
  readonly tokens: Uint32Array;
}

/** A page has room for at least this many rows of the size of its first. */
const ROWS_OF_A_LARGE_PAGE = 16;
/** A page is compacted when at least this share of it is free space of removed rows. */
const WORTH_COMPACTING = 1 / 8;
/** Limit of entries and of tokens per row: the padded number must fit 16 bits. */
const MAX_ENTRIES = 65_532;

/**
 * A slotted page of rows in shared memory: headers grow from the start, payloads from the end. A row keeps its number
 * on the page. Payloads are compacted when removed rows leave enough free space.
 */
export class RowPage {
  readonly address: number;
  readonly bytes: number;
  /** Ids by row number; undefined where the row is free. */
  readonly ids: (string | undefined)[];
  readonly #memory: SharedMemory;
  readonly #table: BoundsTable;
  readonly #bounds: PageBounds;
  readonly #free: number[];

  private constructor(memory: SharedMemory, table: BoundsTable, address: number, ids: (string | undefined)[]) {
    this.#memory = memory;
    this.#table = table;
    this.#bounds = table.add(address);
    this.address = address;
    this.bytes = memory.views.u32[(address + page.bytes) >>> 2]!;
    this.ids = ids;
    this.#free = ids.flatMap((id, number) => (id === undefined ? [number] : []));
  }

  /** A new page, large enough for rows like this one. */
  static for({ vector, tokens }: StoredRow, memory: SharedMemory, table: BoundsTable): RowPage {
    const row = ROW_BYTES + payloadBytes(vector.indices.length, tokens.length);
    const bytes = Math.ceil((ROWS_AT + row * ROWS_OF_A_LARGE_PAGE) / UNIT_BYTES) * UNIT_BYTES;
    const address = memory.take(bytes);
    memory.views.u32[(address + page.bytes) >>> 2] = bytes;
    const created = new RowPage(memory, table, address, []);
    created.#write(page.rows, 0);
    created.#write(page.lowest, bytes);
    created.#write(page.dead, 0);
    created.#write(page.live, 0);
    return created;
  }

  /** A page whose bytes are already in the memory. */
  static restored(memory: SharedMemory, table: BoundsTable, address: number, ids: (string | undefined)[]): RowPage {
    const page = new RowPage(memory, table, address, ids);
    page.#tighten();
    return page;
  }

  /** Frees its memory and its bounds. */
  close(): void {
    this.#table.remove(this.#bounds);
    this.#memory.give(this.address, this.bytes);
  }

  get live(): number {
    return this.#read(page.live);
  }

  /** The address of the page plus the number of the row. */
  slot(number: number): number {
    return this.address + number;
  }

  /** Numbers of the existing rows. */
  numbers(): number[] {
    return [...this.ids.keys()].filter((number) => this.ids[number] !== undefined);
  }

  /**
   * The number of the new row; undefined when the page is full.
   * @throws RangeError when the item has more entries or tokens than a row may have
   */
  insert(id: string, stored: StoredRow): number | undefined {
    const { vector, tokens } = stored;
    if (vector.indices.length > MAX_ENTRIES || tokens.length > MAX_ENTRIES)
      throw new RangeError(`Item ${id} has more than ${MAX_ENTRIES} entries or tokens.`);
    const bytes = payloadBytes(vector.indices.length, tokens.length);
    const needed = bytes + (this.#free.length === 0 ? ROW_BYTES : 0);
    if (this.#free.length === 0 && this.ids.length === MAX_ROWS) return undefined;
    if (this.#gap() < needed) {
      const dead = this.#read(page.dead);
      if (this.#gap() + dead < needed || dead < this.bytes * WORTH_COMPACTING) return undefined;
      this.#compact();
    }
    const number = this.#free.pop() ?? this.ids.length;
    if (number === this.ids.length) this.#write(page.rows, number + 1);
    const payload = this.#read(page.lowest) - bytes;
    this.#write(page.lowest, payload);
    this.#write(page.live, this.live + 1);
    this.#writeRow(number, payload, stored);
    this.ids[number] = id;
    this.#table.includeVectors(this.#bounds, [vector]);
    this.#table.includeFreshness(this.#bounds, stored.freshness);
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

  setPlace(number: number, place: number): void {
    this.#memory.views.u32[(this.#header(number) + row.place) >>> 2] = place;
  }

  read(number: number): StoredRow {
    const { u16, u32, f32, f64 } = this.#memory.views;
    const header = this.#header(number);
    const entries = u16[(header + row.entries) >>> 1]!;
    const tokens = u16[(header + row.tokens) >>> 1]!;
    const values = this.address + u32[(header + row.payload) >>> 2]!;
    const indices = values + padded(entries) * 4;
    const names = values + padded(entries) * 6;
    return {
      publishedAt: f64[(header + row.publishedAt) >>> 3]!,
      freshness: f32[(header + row.freshness) >>> 2]!,
      creator: u32[(header + row.creator) >>> 2]!,
      place: u32[(header + row.place) >>> 2]!,
      vector: {
        values: f32.slice(values >>> 2, (values >>> 2) + entries),
        indices: u16.slice(indices >>> 1, (indices >>> 1) + entries),
      },
      tokens: u32.slice(names >>> 2, (names >>> 2) + tokens),
    };
  }

  /** Updates the freshness of every row. */
  refresh(freshnessOf: (publishedAt: number) => number): void {
    const { f32, f64 } = this.#memory.views;
    for (const number of this.ids.keys()) {
      const header = this.#header(number);
      f32[(header + row.freshness) >>> 2] = freshnessOf(f64[(header + row.publishedAt) >>> 3]!);
    }
    this.#tighten();
  }

  #writeRow(number: number, payload: number, stored: StoredRow): void {
    const { publishedAt, freshness, creator, place, vector, tokens } = stored;
    const { u16, u32, f32, f64 } = this.#memory.views;
    const header = this.#header(number);
    const entries = vector.indices.length;
    f64[(header + row.publishedAt) >>> 3] = publishedAt;
    u32[(header + row.payload) >>> 2] = payload;
    f32[(header + row.freshness) >>> 2] = freshness;
    u32[(header + row.creator) >>> 2] = creator;
    u32[(header + row.place) >>> 2] = place;
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

  /** Moves the payloads to the page's end, starting with the last one. */
  #compact(): void {
    const { u8, u16, u32 } = this.#memory.views;
    const payloadAt = (number: number) => u32[(this.#header(number) + row.payload) >>> 2]!;
    let lowest = this.bytes;
    for (const number of this.numbers().sort((a, b) => payloadAt(b) - payloadAt(a))) {
      const header = this.#header(number);
      const bytes = payloadBytes(u16[(header + row.entries) >>> 1]!, u16[(header + row.tokens) >>> 1]!);
      const from = this.address + payloadAt(number);
      lowest -= bytes;
      u8.copyWithin(this.address + lowest, from, from + bytes);
      u32[(header + row.payload) >>> 2] = lowest;
    }
    this.#write(page.lowest, lowest);
    this.#write(page.dead, 0);
    this.#tighten();
  }

  #tighten(): void {
    const rows = this.numbers().map((number) => this.read(number));
    this.#table.clear(this.#bounds);
    this.#table.includeVectors(
      this.#bounds,
      rows.map(({ vector }) => vector),
    );
    for (const { freshness } of rows) this.#table.includeFreshness(this.#bounds, freshness);
  }

  #header(number: number): number {
    return this.address + ROWS_AT + number * ROW_BYTES;
  }

  #gap(): number {
    return this.#read(page.lowest) - (ROWS_AT + this.ids.length * ROW_BYTES);
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
