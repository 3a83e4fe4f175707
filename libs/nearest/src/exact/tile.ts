import { norm } from '@jophiel/vectors';
import type { NearestQuery, Neighbour } from '../engine.ts';
import { creatorTable, slotsByCreators, slotsOf, tokenTable } from './filter-tables.ts';
import { bestOf } from './found.ts';
import { decayAt } from './landmark.ts';
import { FEW, few, filter, lane, MASK_BYTES, PANEL_LANES, STEPS, thread, tile } from './layout.ts';
import type { RowStore } from './row-store.ts';

/** Up to this number, queries are faster one by one than in panels. */
const FEW_QUERIES = 4;
/** Each group of tokens is a bit of a u32. */
const MAX_GROUPS = 32;
/** Minimum capacity for keys of a lane, so that a small k does not cause a cut after every few keys. */
const MIN_CAPACITY = 256;
/** Encoded thresholds of assembly/best.ts: −∞, which every score reaches, and NaN, which no score reaches. */
const ALL = 0x007f_ffff;
const NOTHING = 0xffc0_0000;

/** Queries and answers in shared memory, in the format of the kernels. */
export class Tile {
  readonly #store: RowStore;
  readonly #threads: number;
  #address = 0;
  #bytes = 0;
  /** The first free byte. */
  #next = 0;
  #queries: readonly NearestQuery[] = [];
  /** The slots to score for queries of few creators. */
  #listed: readonly (Uint32Array | undefined)[] = [];
  #firstThread = 0;

  constructor(store: RowStore, threads: number) {
    this.#store = store;
    this.#threads = threads;
  }

  get address(): number {
    return this.#address;
  }

  /** @param queries must have passed checkQuery */
  write(queries: readonly NearestQuery[]): void {
    this.#queries = queries;
    this.#listed = queries.map((query) => slotsByCreators(this.#store, query));
    for (const { now } of queries) this.#store.reach(now);
    this.#reserve(queries);
    const { u32 } = this.#store.memory.views;
    const { bounds } = this.#store;
    const at = this.#address >>> 2;
    u32[at + tile.lanes / 4] = queries.length;
    u32[at + tile.width / 4] = this.#width;
    u32[at + tile.dimensions / 4] = this.#store.space.dimensions;
    u32[at + tile.threadCount / 4] = this.#threads;
    u32[at + tile.bounds / 4] = this.#put(bounds);
    u32[at + tile.boundCount / 4] = bounds.length;
    u32[at + tile.queries / 4] = this.#putVectors();
    u32[at + tile.decays / 4] = this.#put(this.#perLane(({ now }) => this.#decay(now)));
    u32[at + tile.novelties / 4] = this.#put(this.#perLane(({ novelty }) => novelty));
    u32[at + tile.lengths / 4] = this.#put(
      this.#perLane(({ vector, similarity }) => Math.abs(similarity) * norm(vector)),
    );
    u32[at + tile.filters / 4] = this.#putFilters();
    u32[at + tile.reached / 4] = this.#put(this.#thresholds());
    this.#firstThread = this.#part(this.#threads * this.#threadBytes);
    u32[at + tile.threads / 4] = this.#firstThread;
    u32[at + tile.threadBytes / 4] = this.#threadBytes;
    for (let number = 0; number < this.#threads; number++) this.#prepareThread(number, bounds.length);
  }

  /** The results of each query: merges the lists of the threads and replaces slots by ids. */
  read(): Neighbour[][] {
    return this.#queries.map(({ k, upToCreators }, index) => {
      const lists = Array.from({ length: this.#threads }, (_, number) => this.#found(number, index));
      const isLast = upToCreators === undefined ? undefined : this.#countsCreators(upToCreators);
      return bestOf(lists, { k, idOf: (slot) => this.#store.id(slot), isLast });
    });
  }

  /** Number of scored rows over all queries. */
  get scored(): number {
    const { u32 } = this.#store.memory.views;
    let sum = 0;
    for (let number = 0; number < this.#threads; number++)
      for (const index of this.#queries.keys()) sum += u32[(this.#lane(number, index) + lane.scored) >>> 2]!;
    return sum;
  }

  #decay(now: number): number {
    return decayAt(now, this.#store.landmark, this.#store.space.halfLifeMs);
  }

  /** Lanes per panel; 1 when each lane is scanned alone. */
  get #width(): number {
    const walking = this.#listed.filter((listed) => listed === undefined).length;
    return walking <= FEW_QUERIES ? 1 : PANEL_LANES;
  }

  /** Bounds per page: one per lane, or one for the current lane. */
  get #boundsOfPage(): number {
    return this.#width === 1 ? 1 : this.#lanes;
  }

  /** Number of lanes including padding of the last panel. */
  get #lanes(): number {
    return Math.ceil(this.#queries.length / this.#width) * this.#width;
  }

  get #threadBytes(): number {
    return thread.lanes + this.#lanes * lane.bytes;
  }

  #perLane(valueOf: (query: NearestQuery) => number): Float32Array {
    const values = new Float32Array(this.#lanes);
    this.#queries.forEach((query, index) => (values[index] = valueOf(query)));
    return values;
  }

  /** No score reaches the threshold of a lane without a query or with k = 0. */
  #thresholds(): Uint32Array {
    const isWanting = (index: number) => (this.#queries[index]?.k ?? 0) > 0;
    return Uint32Array.from({ length: this.#lanes }, (_, index) => (isWanting(index) ? ALL : NOTHING));
  }

  #putVectors(): number {
    const { dimensions } = this.#store.space;
    const width = this.#width;
    const address = this.#part(dimensions * this.#lanes * 4);
    const { f32 } = this.#store.memory.views;
    f32.fill(0, address >>> 2, (address >>> 2) + dimensions * this.#lanes);
    this.#queries.forEach(({ vector, similarity }, index) => {
      const at = (address >>> 2) + Math.floor(index / width) * dimensions * width + (index % width);
      for (let dimension = 0; dimension < dimensions; dimension++)
        f32[at + dimension * width] = similarity * vector[dimension]!;
    });
    return address;
  }

  #putFilters(): number {
    const { u32 } = this.#store.memory.views;
    const address = this.#part(this.#lanes * filter.bytes);
    this.#queries.forEach(({ filter: { creators, tokens } = {}, exclude = new Set() }, index) => {
      const at = (address + index * filter.bytes) >>> 2;
      const listed = this.#listed[index];
      const excluded = listed === undefined ? slotsOf(this.#store, exclude) : NONE;
      const isTable = listed === undefined && creators !== undefined;
      u32[at + filter.creators / 4] = isTable ? this.#put(creatorTable(this.#store, creators)) : 0;
      u32[at + filter.tokens / 4] = tokens === undefined ? 0 : this.#put(tokenTable(this.#store, tokens));
      u32[at + filter.groups / 4] = 2 ** (tokens?.length ?? 0) - 1;
      u32[at + filter.excluded / 4] = this.#put(excluded);
      u32[at + filter.excludedCount / 4] = excluded.length;
      u32[at + filter.listed / 4] = listed === undefined ? 0 : this.#put(listed);
      u32[at + filter.listedCount / 4] = listed?.length ?? 0;
    });
    return address;
  }

  #prepareThread(number: number, pages: number): void {
    const { u32 } = this.#store.memory.views;
    const address = this.#firstThread + number * this.#threadBytes;
    const at = address >>> 2;
    const own = Math.ceil(pages / this.#threads);
    u32[at + thread.thresholds / 4] = this.#part(this.#lanes * 4);
    u32[at + thread.bounds / 4] = this.#part(own * this.#boundsOfPage * 4);
    u32[at + thread.shortfalls / 4] = this.#part(own * 4);
    u32[at + thread.order / 4] = this.#part(own * 4);
    u32[at + thread.counts / 4] = this.#part(STEPS * 4);
    u32[at + thread.few / 4] = this.#prepareFew();
    u32[at + thread.query / 4] = this.#part(this.#store.space.dimensions * 4);
    u32[at + thread.scores / 4] = this.#part(PANEL_LANES * 4);
    for (const [index, query] of this.#queries.entries()) {
      const capacity = this.#capacity(query);
      const laneAt = this.#lane(number, index) >>> 2;
      const isMasked = this.#listed[index] === undefined && isFiltered(query);
      u32[laneAt + lane.floor / 4] = 0;
      u32[laneAt + lane.floor / 4 + 1] = 0;
      u32[laneAt + lane.keys / 4] = this.#part(capacity * 8);
      u32[laneAt + lane.count / 4] = 0;
      u32[laneAt + lane.scored / 4] = 0;
      u32[laneAt + lane.k / 4] = this.#k(query);
      u32[laneAt + lane.capacity / 4] = capacity;
      u32[laneAt + lane.mask / 4] = isMasked ? this.#part(MASK_BYTES) : 0;
    }
  }

  #prepareFew(): number {
    const { u32 } = this.#store.memory.views;
    const address = this.#part(few.bytes);
    for (const field of [few.lanes, few.queries, few.thresholds, few.decays, few.novelties, few.scores])
      u32[(address + field) >>> 2] = this.#part(FEW * 4);
    u32[(address + few.table) >>> 2] = this.#part(this.#width === 1 ? 0 : this.#store.space.dimensions * FEW * 4);
    return address;
  }

  #k({ k }: NearestQuery): number {
    return Math.min(k, this.#store.size);
  }

  #capacity(query: NearestQuery): number {
    return Math.max(2 * this.#k(query), MIN_CAPACITY);
  }

  #countsCreators(limit: number): (slot: number) => boolean {
    const seen = new Set<number>();
    return (slot) => seen.add(this.#store.creatorOf(slot)).size >= limit;
  }

  /** The keys that a thread found for a query. */
  #found(number: number, index: number): Uint32Array {
    const { u32 } = this.#store.memory.views;
    const at = this.#lane(number, index) >>> 2;
    const keys = u32[at + lane.keys / 4]! >>> 2;
    return u32.subarray(keys, keys + 2 * u32[at + lane.count / 4]!);
  }

  #lane(number: number, index: number): number {
    return this.#firstThread + number * this.#threadBytes + thread.lanes + index * lane.bytes;
  }

  /** Allocates memory for the queries; a larger piece replaces the previous one. */
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
    const pages = this.#store.bounds.length;
    const fixed = tile.bytes + pages * 4 + dimensions * this.#lanes * 4 + this.#lanes * (16 + filter.bytes);
    const ofQueries = queries.reduce((sum, query, index) => {
      const tables =
        (this.#listed[index]?.length ?? 0) * 4 +
        (query.filter?.creators === undefined ? 0 : this.#store.creators.names.length) +
        (query.filter?.tokens === undefined ? 0 : this.#store.tokens.names.length * 4);
      const ofThread = this.#capacity(query) * 8 + (isFiltered(query) ? MASK_BYTES : 0);
      return sum + tables + (query.exclude?.size ?? 0) * 4 + this.#threads * ofThread;
    }, 0);
    const own = Math.ceil(pages / this.#threads);
    const ofFew = few.bytes + 6 * FEW * 4 + (this.#width === 1 ? 0 : dimensions * FEW * 4);
    const ofThread =
      this.#threadBytes +
      this.#lanes * 4 +
      own * (this.#boundsOfPage * 4 + 8) +
      STEPS * 4 +
      ofFew +
      (dimensions + PANEL_LANES) * 4;
    // Each part may need padding up to the alignment.
    const parts = 10 + 16 * this.#threads + queries.length * (4 + 2 * this.#threads);
    return fixed + ofQueries + this.#threads * ofThread + parts * ALIGNMENT;
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

const ALIGNMENT = 16;
const NONE = new Uint32Array(0);

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
  if ((filter?.tokens?.length ?? 0) > MAX_GROUPS)
    throw new RangeError(`The filter has ${filter?.tokens?.length} groups of tokens; the maximum is ${MAX_GROUPS}.`);
}
