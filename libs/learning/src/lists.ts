/** 4 MiB. A longer list has a page of its own. */
const PAGE_ENTRIES = 1 << 20;
const MIN_CAPACITY = 4;
const GROWTH = 1.25;

/**
 * Lists of uint32 by number, on shared pages. A list takes some 12 bytes, and its entries with at most a quarter and 7
 * places of slack, freed places apart; a JavaScript array each would cost several times that. Freed places are used again for lists of that size.
 */
export class Lists {
  readonly #pages: Uint32Array[] = [];
  /** Free places by capacity: page and start, in turn. */
  readonly #free = new Map<number, number[]>();
  #end = PAGE_ENTRIES;
  #current = -1;
  #pageOf = new Uint16Array(1024);
  #starts = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  #count = 0;

  /** One more than the highest list number that was ever set. */
  get count(): number {
    return this.#count;
  }

  /** Allocated memory. */
  get bytes(): number {
    const pages = this.#pages.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return pages + this.#pageOf.byteLength + this.#starts.byteLength + this.#lengths.byteLength;
  }

  lengthOf(list: number): number {
    return list < this.#count ? this.#lengths[list]! : 0;
  }

  /** The memory that holds the list, from `startOf(list)`. Valid until the list is changed. */
  pageOf(list: number): Uint32Array {
    return this.#pages[this.#pageOf[list]!] ?? noEntries;
  }

  startOf(list: number): number {
    return this.#starts[list]!;
  }

  /** A view, valid until the list is changed. */
  view(list: number): Uint32Array {
    const length = this.lengthOf(list);
    return length === 0 ? noEntries : this.pageOf(list).subarray(this.#starts[list], this.#starts[list]! + length);
  }

  set(list: number, values: Uint32Array): void {
    this.#reserve(list, values.length, 0);
    if (values.length > 0) this.pageOf(list).set(values, this.#starts[list]);
    this.#lengths[list] = values.length;
  }

  push(list: number, value: number): void {
    const length = this.lengthOf(list);
    this.#reserve(list, length + 1, length);
    this.pageOf(list)[this.#starts[list]! + length] = value;
    this.#lengths[list] = length + 1;
  }

  /** Removes a value by moving the last one to its place. @returns whether the list had it */
  remove(list: number, value: number): boolean {
    const view = this.view(list);
    const place = view.indexOf(value);
    if (place < 0) return false;
    const rest = view.length - 1;
    view[place] = view[rest]!;
    this.#reserve(list, rest, rest);
    this.#lengths[list] = rest;
    return true;
  }

  /** Makes room, keeping the first entries. */
  #reserve(list: number, length: number, keep: number): void {
    if (list >= this.#count) this.#addLists(list + 1);
    const before = capacityOf(this.#lengths[list]!);
    const needed = capacityOf(length);
    if (needed === before) return;
    const kept = this.view(list).subarray(0, keep);
    if (before > 0) this.#give(before, this.#pageOf[list]!, this.#starts[list]!);
    if (needed > 0) this.#take(list, needed);
    if (keep > 0) this.pageOf(list).set(kept, this.#starts[list]);
  }

  #take(list: number, capacity: number): void {
    const free = this.#free.get(capacity);
    if (free !== undefined && free.length > 0) {
      this.#starts[list] = free.pop()!;
      this.#pageOf[list] = free.pop()!;
      return;
    }
    if (capacity > PAGE_ENTRIES) {
      this.#pageOf[list] = this.#pages.push(new Uint32Array(capacity)) - 1;
      this.#starts[list] = 0;
      return;
    }
    if (this.#end + capacity > PAGE_ENTRIES) {
      this.#current = this.#pages.push(new Uint32Array(PAGE_ENTRIES)) - 1;
      this.#end = 0;
    }
    this.#pageOf[list] = this.#current;
    this.#starts[list] = this.#end;
    this.#end += capacity;
  }

  #give(capacity: number, page: number, start: number): void {
    const free = this.#free.get(capacity);
    if (free === undefined) this.#free.set(capacity, [page, start]);
    else free.push(page, start);
  }

  #addLists(count: number): void {
    if (count > this.#starts.length) {
      const size = Math.max(count, 2 * this.#starts.length);
      this.#pageOf = resized(this.#pageOf, new Uint16Array(size));
      this.#starts = resized(this.#starts, new Uint32Array(size));
      this.#lengths = resized(this.#lengths, new Uint32Array(size));
    }
    this.#count = count;
  }
}

const noEntries = new Uint32Array(0);

function resized<Numbers extends Uint16Array | Uint32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}

const capacities = [0, MIN_CAPACITY];

/** The capacity of a list of that length: the length alone says it, so nothing else is stored. */
function capacityOf(length: number): number {
  while (capacities.at(-1) < length) capacities.push(Math.ceil((capacities.at(-1) * GROWTH) / 4) * 4 + 4);
  let low = 0;
  for (let high = capacities.length - 1; low < high;) {
    const middle = (low + high) >> 1;
    if (capacities[middle]! < length) low = middle + 1;
    else high = middle;
  }
  return capacities[low]!;
}
