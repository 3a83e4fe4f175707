import type { NearestFilter, NearestQuery, Neighbour } from '../engine.ts';
import { bestFirst } from '../best-first.ts';
import { decayAt } from './landmark.ts';
import { filter, lane, LANES, MASK_BYTES, THREAD_BYTES, THREAD_LANES, tile } from './layout.ts';
import type { RowStore } from './row-store.ts';

/** Groups of tokens are bits of a u32. */
const MOST_GROUPS = 32;
/** Room for the keys of a lane, at least: so that a small k is not cut all the time. */
const LEAST_CAPACITY = 256;

/** Up to 32 queries in shared memory, as the kernels read them, and their answers, as the kernels leave them. */
export class Tile {
  readonly #store: RowStore;
  readonly #threads: number;
  #address = 0;
  #bytes = 0;
  /** The first byte that is not yet given to a part. */
  #next = 0;
  #queries: readonly NearestQuery[] = [];
  #firstThread = 0;

  constructor(store: RowStore, threads: number) {
    this.#store = store;
    this.#threads = threads;
  }

  get address(): number {
    return this.#address;
  }

  /** Takes queries that were checked, at most 32. */
  write(queries: readonly NearestQuery[]): void {
    this.#queries = queries;
    for (const { now } of queries) this.#store.reach(now);
    this.#reserve(queries);
    const { u32 } = this.#store.memory.views;
    const pages = this.#store.pages.filter(({ live }) => live > 0);
    const at = this.#address >>> 2;
    u32[at + tile.lanes / 4] = queries.length;
    u32[at + tile.pages / 4] = this.#put(Uint32Array.from(pages, ({ address }) => address));
    u32[at + tile.pageCount / 4] = pages.length;
    u32[at + tile.nextPage / 4] = 0;
    u32[at + tile.queries / 4] = this.#putVectors();
    u32[at + tile.decays / 4] = this.#put(this.#lanes(({ now }) => this.#decay(now)));
    u32[at + tile.novelties / 4] = this.#put(this.#lanes(({ novelty }) => novelty));
    u32[at + tile.filters / 4] = this.#putFilters();
    this.#firstThread = this.#part(this.#threads * THREAD_BYTES);
    u32[at + tile.threads / 4] = this.#firstThread;
    u32[at + tile.threadBytes / 4] = THREAD_BYTES;
    for (let thread = 0; thread < this.#threads; thread++) this.#prepareThread(thread);
  }

  /** What the kernels found for each query: the threads' lists made one, ids instead of slots. */
  read(): Neighbour[][] {
    return this.#queries.map(({ k }, index) => {
      const lists = Array.from({ length: this.#threads }, (_, thread) => this.#found(thread, index));
      return bestFirst(merge(lists, k).map(({ slot, score }) => ({ id: this.#store.id(slot), score })));
    });
  }

  #decay(now: number): number {
    return decayAt(now, this.#store.landmark, this.#store.space.halfLifeMs);
  }

  #lanes(valueOf: (query: NearestQuery) => number): Float32Array {
    const values = new Float32Array(LANES);
    this.#queries.forEach((query, index) => (values[index] = valueOf(query)));
    return values;
  }

  #putVectors(): number {
    const { dimensions } = this.#store.space;
    const stride = this.#queries.length === 1 ? 1 : LANES;
    const address = this.#part(dimensions * stride * 4);
    const { f32 } = this.#store.memory.views;
    const at = address >>> 2;
    f32.fill(0, at, at + dimensions * stride);
    this.#queries.forEach(({ vector, similarity }, index) => {
      for (let dimension = 0; dimension < dimensions; dimension++)
        f32[at + dimension * stride + index] = similarity * vector[dimension]!;
    });
    return address;
  }

  #putFilters(): number {
    const { u32 } = this.#store.memory.views;
    const address = this.#part(LANES * filter.bytes);
    this.#queries.forEach(({ filter: wanted = {}, exclude }, index) => {
      const at = (address + index * filter.bytes) >>> 2;
      const excluded = this.#slotsOf(exclude);
      u32[at + filter.creators / 4] = wanted.creators === undefined ? 0 : this.#put(this.#creatorTable(wanted));
      u32[at + filter.tokens / 4] = wanted.tokens === undefined ? 0 : this.#put(this.#tokenTable(wanted));
      u32[at + filter.groups / 4] = 2 ** (wanted.tokens?.length ?? 0) - 1;
      u32[at + filter.excluded / 4] = this.#put(excluded);
      u32[at + filter.excludedCount / 4] = excluded.length;
    });
    return address;
  }

  #slotsOf(ids: ReadonlySet<string> = new Set()): Uint32Array {
    const slots: number[] = [];
    for (const id of ids) {
      const slot = this.#store.slot(id);
      if (slot !== undefined) slots.push(slot);
    }
    return Uint32Array.from(slots).sort();
  }

  #creatorTable({ creators = new Set() }: NearestFilter): Uint8Array {
    const table = new Uint8Array(this.#store.creators.names.length);
    for (const name of creators) {
      const number = this.#store.creators.known(name);
      if (number !== undefined) table[number] = 1;
    }
    return table;
  }

  #tokenTable({ tokens = [] }: NearestFilter): Uint32Array {
    const table = new Uint32Array(this.#store.tokens.names.length);
    for (const [group, names] of tokens.entries())
      for (const name of names) {
        const number = this.#store.tokens.known(name);
        if (number !== undefined) table[number]! |= 1 << group;
      }
    return table;
  }

  #prepareThread(thread: number): void {
    const { f32, u32 } = this.#store.memory.views;
    const address = this.#firstThread + thread * THREAD_BYTES;
    for (let index = 0; index < LANES; index++) {
      const query = this.#queries[index];
      // Nothing reaches the threshold of a lane without a query, nor of one that wants nothing.
      const wantsNothing = query === undefined || query.k === 0;
      f32[(address >>> 2) + index] = wantsNothing ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      if (query === undefined) continue;
      const at = (address + THREAD_LANES + index * lane.bytes) >>> 2;
      const capacity = this.#capacity(query);
      u32[at + lane.floor / 4] = 0;
      u32[at + lane.floor / 4 + 1] = 0;
      u32[at + lane.keys / 4] = this.#part(capacity * 8);
      u32[at + lane.count / 4] = 0;
      u32[at + lane.k / 4] = this.#k(query);
      u32[at + lane.capacity / 4] = capacity;
      u32[at + lane.mask / 4] = isFiltered(query) ? this.#part(MASK_BYTES) : 0;
    }
  }

  #k({ k }: NearestQuery): number {
    return Math.min(k, this.#store.size);
  }

  #capacity(query: NearestQuery): number {
    return Math.max(2 * this.#k(query), LEAST_CAPACITY);
  }

  /** A thread's best for a query, falling. */
  #found(thread: number, index: number): Found[] {
    const { u32 } = this.#store.memory.views;
    const at = (this.#firstThread + thread * THREAD_BYTES + THREAD_LANES + index * lane.bytes) >>> 2;
    const keys = u32[at + lane.keys / 4]! >>> 2;
    return Array.from({ length: u32[at + lane.count / 4]! }, (_, place) => ({
      slot: ~u32[keys + 2 * place]! >>> 0,
      score: scoreOf(u32[keys + 2 * place + 1]!),
    }));
  }

  /** Room for everything that the queries need; a larger piece than before gives the smaller one to rows. */
  #reserve(queries: readonly NearestQuery[]): void {
    const needed = this.#needed(queries);
    if (needed > this.#bytes) {
      if (this.#bytes > 0) this.#store.memory.give(this.#address, this.#bytes);
      this.#address = this.#store.memory.take(needed);
      this.#bytes = needed;
    }
    this.#next = this.#address + aligned(tile.bytes);
  }

  #needed(queries: readonly NearestQuery[]): number {
    const { dimensions } = this.#store.space;
    const fixed = tile.bytes + this.#store.pages.length * 4 + dimensions * LANES * 4 + LANES * (8 + filter.bytes);
    const ofQueries = queries.reduce((sum, query) => {
      const tables =
        (query.filter?.creators === undefined ? 0 : this.#store.creators.names.length) +
        (query.filter?.tokens === undefined ? 0 : this.#store.tokens.names.length * 4);
      const ofThread = this.#capacity(query) * 8 + (isFiltered(query) ? MASK_BYTES : 0);
      return sum + tables + (query.exclude?.size ?? 0) * 4 + this.#threads * ofThread;
    }, 0);
    // Each part may lose up to the alignment.
    const parts = 8 + queries.length * (3 + 2 * this.#threads);
    return fixed + ofQueries + this.#threads * THREAD_BYTES + parts * ALIGNMENT;
  }

  #part(bytes: number): number {
    const address = this.#next;
    this.#next += aligned(bytes);
    return address;
  }

  #put(values: Uint8Array | Uint32Array | Float32Array): number {
    const address = this.#part(values.byteLength);
    this.#store.memory.views.u8.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), address);
    return address;
  }
}

interface Found {
  readonly slot: number;
  readonly score: number;
}

const ALIGNMENT = 16;

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function isFiltered({ exclude, filter }: NearestQuery): boolean {
  return (exclude?.size ?? 0) > 0 || filter?.creators !== undefined || filter?.tokens !== undefined;
}

/** @throws RangeError when a query does not fit the space or has more than 32 groups of tokens */
export function checkQuery({ vector, filter }: NearestQuery, dimensions: number): void {
  if (vector.length !== dimensions)
    throw new RangeError(`The query's vector has ${vector.length} dimensions, the index ${dimensions}.`);
  if ((filter?.tokens?.length ?? 0) > MOST_GROUPS)
    throw new RangeError(`The filter has ${filter?.tokens?.length} groups of tokens; ${MOST_GROUPS} is the most.`);
}

const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** What assembly/best.ts makes of a score, back. */
function scoreOf(ordered: number): number {
  bits[0] = ordered >= 0x8000_0000 ? ordered - 0x8000_0000 : ~ordered;
  return float[0]!;
}

/** The best k of falling lists. */
function merge(lists: readonly (readonly Found[])[], k: number): Found[] {
  if (lists.length === 1) return lists[0]!.slice(0, k);
  return lists
    .flat()
    .sort((a, b) => b.score - a.score || a.slot - b.slot)
    .slice(0, k);
}
